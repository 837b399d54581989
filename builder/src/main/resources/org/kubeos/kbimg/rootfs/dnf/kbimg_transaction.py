# A plugin of dnf: writes the packages that dnf has chosen to the file that KBIMG_TRANSACTION names, one a line between
# tabs: name with version and architecture, the digest's algorithm, digest, size, installed size, the archive's place,
# which is relative to dnf's cache directory, or absolute for one that is used from where it lies, and its URL. See dnf's
# API reference, "Plugin Interface".
import os

import dnf
import hawkey


class Transaction(dnf.Plugin):
    name = "kbimg_transaction"

    def resolved(self):
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
