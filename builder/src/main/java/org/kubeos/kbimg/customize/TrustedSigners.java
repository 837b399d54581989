package org.kubeos.kbimg.customize;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import org.kubeos.kbimg.config.SignatureConfig.Trust;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.signing.PemText;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.Digest;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.TrustedKey;

/** The keys that a node trusts when it upgrades, in place of those of an earlier config. */
final class TrustedSigners {

    private TrustedSigners() {}

    static void install(Trust trust, FileTree tree) {
        TrustPolicy policy = trust.policy();
        tree.remove(TrustStore.DIRECTORY);
        var keys = new ArrayList<String>();
        for (TrustedKey key : policy.keys()) {
            String name = TrustStore.keyFile(key.fingerprint().hex());
            tree.writeText(TrustStore.DIRECTORY + "/" + name, PemText.of(key.key()));
            keys.add(name);
        }
        var authorities = new ArrayList<String>();
        for (X509Certificate authority : policy.authorities()) {
            String text = PemText.of(authority);
            String name = TrustStore.authorityFile(
                    Digest.of(text.getBytes(StandardCharsets.US_ASCII)).hex());
            tree.writeText(TrustStore.DIRECTORY + "/" + name, text);
            authorities.add(name);
        }
        var store = new TrustStore(keys, authorities, policy.threshold(), policy.annotations());
        tree.writeText(TrustStore.POLICY, store.text());
    }
}
