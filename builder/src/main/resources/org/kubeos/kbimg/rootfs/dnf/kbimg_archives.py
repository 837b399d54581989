# A plugin of dnf with commands of kbimg's, which run with dnf's own settings of servers and proxies.
import hashlib
import os
import sys
import xml.etree.ElementTree as xml

import dnf
import dnf.cli
import libdnf
import rpm

COMMON = "http://linux.duke.edu/metadata/common"
RPM = "http://linux.duke.edu/metadata/rpm"

COMPARISONS = {
    rpm.RPMSENSE_EQUAL: "EQ",
    rpm.RPMSENSE_LESS: "LT",
    rpm.RPMSENSE_GREATER: "GT",
    rpm.RPMSENSE_LESS | rpm.RPMSENSE_EQUAL: "LE",
    rpm.RPMSENSE_GREATER | rpm.RPMSENSE_EQUAL: "GE",
}
COMPARISON = rpm.RPMSENSE_EQUAL | rpm.RPMSENSE_LESS | rpm.RPMSENSE_GREATER
BEFORE = rpm.RPMSENSE_PREREQ | rpm.RPMSENSE_SCRIPT_PRE | rpm.RPMSENSE_SCRIPT_POST
RELATIONS = "PROVIDE", "REQUIRE", "CONFLICT", "OBSOLETE", "RECOMMEND", "SUGGEST", "SUPPLEMENT", "ENHANCE"


class Report(libdnf.repo.PackageTargetCB):
    """Tells of a download when it is over."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def end(self, status, message):
        if message is None:
            print("Downloaded", self.name, flush=True)
        return 0

    def progress(self, total, downloaded):
        return 0

    def mirrorFailure(self, message, url):
        return 0


class WithoutMetadata(dnf.cli.Command):
    def configure(self):
        self.cli.demands.available_repos = False
        self.cli.demands.sack_activation = False


@dnf.plugin.register_command
class FetchArchives(WithoutMetadata):
    """Downloads archives that a file names, one a line between tabs: the repository whose settings apply, the URL's
    directory, the rest of the URL, where the archive goes, the digest's algorithm, digest, and size."""

    aliases = ("kbimg-fetch-archives",)
    summary = "download archives by their URLs"

    @staticmethod
    def set_argparser(parser):
        parser.add_argument("list")

    def run(self):
        targets = []
        reports = []
        with open(self.opts.list) as file:
            for line in file:
                repository, base, path, place, algorithm, digest, size = line.rstrip("\n").split("\t")
                report = Report(path)
                reports.append(report)
                target = libdnf.repo.PackageTarget(
                    self.base.repos[repository]._repo,
                    path,
                    place,
                    libdnf.repo.PackageTarget.checksumType(algorithm),
                    digest,
                    int(size),
                    base,
                    False,
                    0,
                    0,
                    report,
                )
                targets.append(target)
        libdnf.repo.PackageTarget.downloadPackages(libdnf.repo.VectorPPackageTarget(targets), False)
        failures = [f"{report.name}: {target.getErr()}" for target, report in zip(targets, reports) if target.getErr()]
        if failures:
            raise dnf.exceptions.Error("\n".join(failures))


@dnf.plugin.register_command
class FetchKeys(WithoutMetadata):
    """Downloads the public keys of all repositories that lie on servers into a directory: the file REPOSITORY-N is key N
    of a repository."""

    aliases = ("kbimg-fetch-keys",)
    summary = "download public keys"

    @staticmethod
    def set_argparser(parser):
        parser.add_argument("directory")

    def run(self):
        for repository in self.base.repos.iter_enabled():
            for number, url in enumerate(repository.gpgkey):
                if not url.startswith("file:"):
                    with self.base.urlopen(url, repository) as key:
                        with open(os.path.join(self.opts.directory, f"{repository.id}-{number}"), "wb") as file:
                            file.write(key.read())


def version_attributes(version):
    epoch, _, rest = version.rpartition(":")
    number, _, release = rest.partition("-")
    attributes = {"epoch": epoch or "0", "ver": number}
    if release:
        attributes["rel"] = release
    return attributes


def add(parent, tag, text=None, **attributes):
    child = xml.SubElement(parent, tag, attributes)
    # Names of files can be any bytes, and those that are no text are in no dependency.
    child.text = text and text.encode("utf-8", "replace").decode()
    return child


def describe(header, path):
    """What dnf has to know of a package to choose it: an element of primary.xml."""
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    size = str(os.path.getsize(path))
    package = xml.Element("package", type="rpm")
    add(package, "name", header["NAME"])
    add(package, "arch", header["ARCH"])
    add(package, "version", epoch=str(header["EPOCH"] or 0), ver=header["VERSION"], rel=header["RELEASE"])
    add(package, "checksum", digest.hexdigest(), type="sha256", pkgid="YES")
    add(package, "summary", header["SUMMARY"])
    add(package, "size", package=size, installed=str(header["LONGSIZE"]), archive=size)
    add(package, "location", href=os.path.basename(path))
    form = add(package, "format")
    add(form, "rpm:vendor", header["VENDOR"])
    add(form, "rpm:sourcerpm", header["SOURCERPM"])
    for kind in RELATIONS:
        relations = add(form, f"rpm:{kind.lower()}s")
        for name, flags, version in zip(header[kind + "NAME"], header[kind + "FLAGS"], header[kind + "VERSION"]):
            # What the package needs of rpm itself, which rpm checks.
            if name.startswith("rpmlib("):
                continue
            relation = add(relations, "rpm:entry", name=name)
            comparison = COMPARISONS.get(flags & COMPARISON)
            if comparison:
                relation.set("flags", comparison)
                relation.attrib.update(version_attributes(version))
            if kind == "REQUIRE" and flags & BEFORE:
                relation.set("pre", "1")
    for name in header["FILENAMES"]:
        add(form, "file", name)
    return package


@dnf.plugin.register_command
class DescribeArchives(WithoutMetadata):
    """Prints the primary.xml of a repository that consists of a directory's packages. Their signatures are checked when
    they are installed."""

    aliases = ("kbimg-describe-archives",)
    summary = "print metadata of packages"

    @staticmethod
    def set_argparser(parser):
        parser.add_argument("directory")

    def run(self):
        transaction = rpm.TransactionSet()
        transaction.setVSFlags(rpm._RPMVSF_NOSIGNATURES | rpm._RPMVSF_NODIGESTS)
        names = sorted(name for name in os.listdir(self.opts.directory) if name.endswith(".rpm"))
        metadata = xml.Element("metadata", {"xmlns": COMMON, "xmlns:rpm": RPM, "packages": str(len(names))})
        for name in names:
            path = os.path.join(self.opts.directory, name)
            with open(path, "rb") as file:
                header = transaction.hdrFromFdno(file.fileno())
            metadata.append(describe(header, path))
        sys.stdout.buffer.write(xml.tostring(metadata) + b"\n")
