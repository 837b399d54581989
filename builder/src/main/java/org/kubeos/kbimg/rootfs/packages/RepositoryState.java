package org.kubeos.kbimg.rootfs.packages;

/**
 * What a repository offered when it was asked: the file of its metadata that vouches for all others.
 *
 * @param url of that file, such as apt's InRelease or dnf's repomd.xml, without users and passwords
 * @param digest algorithm and lower case hexadecimal digits, such as {@code sha256:9f86…}
 */
public record RepositoryState(String url, String digest) {

    /** Leaves out the user and password of a URL. */
    public RepositoryState {
        url = PackageDescription.withoutUser(url);
    }
}
