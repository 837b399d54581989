# A plugin of dnf. Variables name its files, which have one item a line:
#
# KBIMG_TRANSACTION: written with the packages that dnf has chosen, between tabs: name with version and architecture, the
# digest's algorithm, digest, size, installed size, the archive's place, which is relative to dnf's cache directory, or
# absolute for one that is used from where it lies, and its URL.
# KBIMG_REPOSITORIES: written with the URL of each repository's repomd.xml and its SHA-256, between tabs.
# KBIMG_NAMES: read for the names that are asked for.
# KBIMG_HELD: read for packages that keep their versions if they can, as KBIMG_TRANSACTION has them.
#
# With names, but nothing held, packages that none of the names needs are an error. See dnf's API reference, "Plugin
# Interface".
import hashlib
import os

import dnf
import dnf.subject
import hawkey


def lines(variable):
    path = os.environ.get(variable)
    if not path:
        return []
    with open(path) as file:
        return file.read().splitlines()


def parts(relation):
    """What a dependency may be met by. A rich one, such as (a >= 1 if b), is taken apart; its operators are no names."""
    if not relation.startswith("("):
        return [relation]
    words = []
    for word in relation.split():
        word = word.lstrip("(")
        while word.count(")") > word.count("("):
            word = word[:-1]
        words.append(word)
    return words


def needed(sack, names):
    """All packages of the sack that the names lead to."""
    every = sack.query().available()
    found = set()
    todo = []
    for name in names:
        todo += dnf.subject.Subject(name).get_best_query(sack, with_filenames=False)
    while todo:
        package = todo.pop()
        if package in found:
            continue
        found.add(package)
        for relation in package.requires:
            for part in parts(str(relation)):
                todo += every.filter(provides=part)
                if part.startswith("/"):
                    todo += every.filter(file=part)
    return found


def solve(base, names, packages=()):
    """The packages that the names come to with these packages, and why there are none, in dnf's words."""
    goal = hawkey.Goal(base.sack)
    every = base.sack.query(flags=hawkey.IGNORE_EXCLUDES).available()
    for name in names:
        subject = dnf.subject.Subject(name)
        if subject.get_best_query(base.sack, with_filenames=False):
            goal.install(select=subject.get_best_selector(base.sack), optional=False)
        else:
            hidden = subject.get_best_query(base.sack, query=every, with_filenames=False)
            if hidden:
                return None, " ".join(str(package) for package in hidden)
    for package in packages:
        goal.install(package)
    if goal.run(ignore_weak_deps=True):
        return goal.list_installs(), ""
    return None, " ".join(" ".join(problem) for problem in goal.problem_rules())


def hold(base, held, names):
    """Hides other versions of packages, unless the rest can't be installed in its newest version then."""
    available = base.sack.query().available()
    newest, _ = solve(base, names)
    hidden = {}
    # Those that are gone get the version that goes best with the others.
    fixed = {name.rsplit("-", 2)[0] for name in held}
    for name in held:
        for package in available.filter(nevra=name):
            others = available.filter(name=package.name).difference(available.filter(nevra=held))
            hidden[name] = others.apply()
    for others in hidden.values():
        base.sack.add_excludes(others)
    while hidden:
        chosen, text = solve(base, names)
        if chosen is not None:
            free = {package.name for package in chosen} - fixed
            chosen, text = solve(base, names, [package for package in newest or () if package.name in free])
            if chosen is not None:
                return
        freed = [name for name, others in hidden.items() if any(str(other) in text for other in others)]
        for name in freed or list(hidden):
            base.sack.remove_excludes(hidden.pop(name))


class Transaction(dnf.Plugin):
    name = "kbimg_transaction"

    def sack(self):
        held = lines("KBIMG_HELD")
        if held:
            hold(self.base, held, lines("KBIMG_NAMES"))

    def resolved(self):
        self.write_packages()
        self.write_repositories()
        names = lines("KBIMG_NAMES")
        if names and "KBIMG_HELD" not in os.environ:
            surplus = sorted(set(self.base.transaction.install_set) - needed(self.base.sack, names))
            if surplus:
                raise dnf.exceptions.Error("Unneeded packages: " + " ".join(str(package) for package in surplus))

    def write_packages(self):
        cache = self.base.conf.cachedir + "/"
        with open(os.environ["KBIMG_TRANSACTION"], "w") as out:
            for package in sorted(self.base.transaction.install_set):
                place = package.localPkg()
                place = place[len(cache):] if place.startswith(cache) else os.path.abspath(place)
                algorithm, digest = package.chksum
                print(
                    package,
                    hawkey.chksum_name(algorithm),
                    digest.hex(),
                    package.downloadsize,
                    package.installsize,
                    place,
                    package.remote_location(),
                    sep="\t",
                    file=out,
                )

    def write_repositories(self):
        path = os.environ.get("KBIMG_REPOSITORIES")
        if not path:
            return
        with open(path, "w") as out:
            for repository in self.base.repos.iter_enabled():
                index = "repodata/repomd.xml"
                with open(os.path.join(repository._repo.getCachedir(), index), "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                print(repository.remote_location(index), digest, sep="\t", file=out)
