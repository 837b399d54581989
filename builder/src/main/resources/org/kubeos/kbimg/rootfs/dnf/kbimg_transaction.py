# A plugin of dnf: writes the packages that dnf has chosen to the file that KBIMG_TRANSACTION names, one a line between
# tabs: name with version and architecture, digest, size, installed size, and the archive's place, which is relative to
# dnf's cache directory, or absolute for one that is used from where it lies. See dnf's API reference, "Plugin Interface".
import os

import dnf


class Transaction(dnf.Plugin):
    name = "kbimg_transaction"

    def resolved(self):
        cache = self.base.conf.cachedir + "/"
        with open(os.environ["KBIMG_TRANSACTION"], "w") as out:
            for package in sorted(self.base.transaction.install_set):
                place = package.localPkg()
                place = place[len(cache):] if place.startswith(cache) else os.path.abspath(place)
                _, digest = package.chksum
                print(package, digest.hex(), package.downloadsize, package.installsize, place, sep="\t", file=out)
