package org.kubeos.kbimg.customize.accounts;

import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.node.Owner;
import org.kubeos.kbimg.customize.tree.NodeFiles.Ids;

/** The numbers that owners of files have in a root file system. */
public final class FileOwners {

    private final AccountFiles accounts;

    FileOwners(AccountFiles accounts) {
        this.accounts = accounts;
    }

    /**
     * The numbers that an owner's names stand for.
     *
     * @param key what of the config names the owner
     * @throws UsageException if the root file system has no such account
     */
    public Ids idsOf(Owner owner, String key) {
        boolean numeric = isNumber(owner.user());
        if (!numeric && !accounts.hasUser(owner.user())) {
            throw new UsageException(key + ": the root file system has no user " + owner.user()
                    + "; add it to users, or add the package that provides it");
        }
        Ids ids = numeric ? ofNumber(Long.parseLong(owner.user())) : accounts.idsOf(owner.user());
        return new Ids(ids.uid(), owner.group().map(name -> gidOf(name, key)).orElse(ids.gid()));
    }

    private Ids ofNumber(long uid) {
        return accounts.userWith(uid).map(accounts::idsOf).orElseGet(() -> new Ids(uid, uid));
    }

    private long gidOf(String name, String key) {
        if (isNumber(name)) {
            return Long.parseLong(name);
        }
        return accounts.findGid(name)
                .orElseThrow(() -> new UsageException(key + ": the root file system has no group " + name
                        + "; add it to groups, or add the package that provides it"));
    }

    private static boolean isNumber(String name) {
        return Character.isDigit(name.charAt(0));
    }
}
