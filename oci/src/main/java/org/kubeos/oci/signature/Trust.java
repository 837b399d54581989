package org.kubeos.oci.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/** Finds out whose a signature is, and whether they are trusted. */
record Trust(TrustPolicy policy, Instant now) {

    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int DIGITAL_SIGNATURE = 0;

    /** In characters, of an annotation with certificates. */
    private static final int MAX_PEM = 64 << 10;

    /** Among more, looking for a path could take very long. */
    private static final int MAX_CERTIFICATES = 10;

    /** Authorities between a signer and the trusted one. */
    private static final int MAX_CHAIN = 5;

    /**
     * The trusted ones among those who signed.
     *
     * @param signatures of the message
     * @param annotations of the layer, which may have a certificate; nobody has signed them
     * @return at least one
     * @throws UntrustedImageException if there is none; the message is a part of a sentence
     */
    List<SignedBy> signers(byte[] message, List<byte[]> signatures, SortedMap<String, String> annotations) {
        var found = new ArrayList<SignedBy>();
        for (TrustedKey key : policy.keys()) {
            if (isSigned(key.key(), message, signatures)) {
                found.add(new SignedBy(key.fingerprint(), Optional.empty()));
            }
        }
        if (!found.isEmpty()) {
            return found;
        }
        String certificate = annotations.getOrDefault(CosignFormat.CERTIFICATE, "");
        if (policy.authorities().isEmpty() || certificate.isEmpty()) {
            throw unknownKey(annotations);
        }
        return List.of(certified(certificate, annotations.getOrDefault(CosignFormat.CHAIN, ""), message, signatures));
    }

    private static boolean isSigned(PublicKey key, byte[] message, List<byte[]> signatures) {
        return signatures.stream().anyMatch(signature -> SignatureAlgorithm.verifies(key, message, signature));
    }

    private UntrustedImageException unknownKey(SortedMap<String, String> annotations) {
        String claimed = annotations.getOrDefault(CosignFormat.KEY, "");
        List<String> trusted =
                policy.keys().stream().map(key -> key.fingerprint().toString()).toList();
        if (trusted.contains(claimed)) {
            return new UntrustedImageException(
                    Reason.ALTERED,
                    "the signature with the key " + claimed + " is wrong: it, or what it signs, was altered");
        }
        String expected = trusted.isEmpty()
                ? "a certificate of a trusted authority is expected"
                : "trusted: " + String.join(", ", trusted);
        return new UntrustedImageException(
                Reason.UNKNOWN_KEY,
                claimed.matches("sha256:[0-9a-f]{64}")
                        ? "it is signed with the key " + claimed + ", which is not trusted (" + expected + ")"
                        : "it is not signed with a trusted key, or was altered (" + expected + ")");
    }

    private SignedBy certified(String pem, String chainPem, byte[] message, List<byte[]> signatures) {
        List<X509Certificate> chain = certificates(pem, chainPem);
        X509Certificate leaf = chain.getFirst();
        String name = "the certificate of " + name(leaf) + " (key " + TrustedKey.fingerprint(leaf.getPublicKey()) + ")";
        if (!isSigned(leaf.getPublicKey(), message, signatures)) {
            throw new UntrustedImageException(
                    Reason.ALTERED, "the signature doesn't fit " + name + ": it, or what it signs, was altered");
        }
        requirePath(chain, name);
        requireUse(leaf, name);
        return new SignedBy(TrustedKey.fingerprint(leaf.getPublicKey()), Optional.of(name(leaf)));
    }

    /** Who the first certificate of a chain is for, if a trusted authority is behind it. */
    SignedBy certified(List<X509Certificate> chain) {
        if (chain.size() > MAX_CERTIFICATES) {
            throw new UntrustedImageException(
                    Reason.ALTERED,
                    "it has " + chain.size() + " certificates, where at most " + MAX_CERTIFICATES + " are expected");
        }
        X509Certificate leaf = chain.getFirst();
        String name = "the certificate of " + name(leaf) + " (key " + TrustedKey.fingerprint(leaf.getPublicKey()) + ")";
        requirePath(chain, name);
        requireUse(leaf, name);
        return new SignedBy(TrustedKey.fingerprint(leaf.getPublicKey()), Optional.of(name(leaf)));
    }

    private static List<X509Certificate> certificates(String pem, String chainPem) {
        if (pem.length() > MAX_PEM || chainPem.length() > MAX_PEM) {
            throw new UntrustedImageException(Reason.ALTERED, "its certificates are too large");
        }
        try {
            var all = new ArrayList<>(Signatures.certificates(pem));
            if (!chainPem.isEmpty()) {
                all.addAll(Signatures.certificates(chainPem));
            }
            if (all.size() > MAX_CERTIFICATES) {
                throw new UntrustedImageException(
                        Reason.ALTERED,
                        "it has " + all.size() + " certificates, where at most " + MAX_CERTIFICATES + " are expected");
            }
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new UntrustedImageException(Reason.ALTERED, "what is stored as its certificate is none");
    }

    private void requirePath(List<X509Certificate> chain, String name) {
        try {
            var selector = new X509CertSelector();
            selector.setCertificate(chain.getFirst());
            Set<TrustAnchor> anchors = policy.authorities().stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            var parameters = new PKIXBuilderParameters(anchors, selector);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(MAX_CHAIN);
            // Nodes verify without a network; who must not sign any more needs a new authority.
            parameters.setRevocationEnabled(false);
            var path = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            requireValid(chain.getFirst(), name);
            X509Certificate anchor = path.getTrustAnchor().getTrustedCert();
            // The path doesn't include its anchor, whose validity nobody has checked yet.
            requireValid(anchor, "the certificate of the authority " + name(anchor));
        } catch (CertPathBuilderException e) {
            requireValid(chain.getFirst(), name);
            throw new UntrustedImageException(
                    Reason.UNKNOWN_KEY,
                    name + " leads to no trusted authority ("
                            + policy.authorities().stream().map(Trust::name).collect(Collectors.joining("; ")) + ")");
        } catch (InvalidAlgorithmParameterException e) {
            throw new UntrustedImageException(Reason.UNKNOWN_KEY, name + " can't be checked: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has PKIX", e);
        }
    }

    private void requireValid(X509Certificate certificate, String name) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new UntrustedImageException(
                    Reason.CERTIFICATE,
                    name + " is valid from " + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant() + ", and it is " + now
                            + " by this machine's clock");
        }
    }

    /** A certificate that an authority issued for another use, such as a server's TLS, must not sign images. */
    private static void requireUse(X509Certificate certificate, String name) {
        boolean[] keyUsage = certificate.getKeyUsage();
        List<String> extended;
        try {
            extended = certificate.getExtendedKeyUsage();
        } catch (CertificateException e) {
            extended = List.of();
        }
        boolean isAuthority = certificate.getBasicConstraints() >= 0;
        if (isAuthority
                || keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]
                || extended == null
                || !extended.contains(CODE_SIGNING)) {
            throw new UntrustedImageException(
                    Reason.CERTIFICATE, name + " is not for code signing (extended key usage " + CODE_SIGNING + ")");
        }
    }

    /** The subject, or the alternative names of one that has no subject. A foreign certificate's may contain anything. */
    private static String name(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return (subject.isEmpty() ? alternativeNames(certificate) : subject).replaceAll("\\p{Cntrl}", "?");
    }

    private static String alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? ""
                    : names.stream()
                            .filter(name -> name.get(1) instanceof String)
                            .map(name -> String.valueOf(name.get(1)))
                            .sorted()
                            .collect(Collectors.joining(","));
        } catch (CertificateException e) {
            return "";
        }
    }

    /** How many different people or programs {@code signers} are: what has the same key or subject is one. */
    static int count(List<SignedBy> signers) {
        var groups = new ArrayList<Set<String>>();
        for (SignedBy signer : signers) {
            Set<String> identities = identities(signer);
            List<Set<String>> same = groups.stream()
                    .filter(group -> !Collections.disjoint(group, identities))
                    .toList();
            groups.removeAll(same);
            same.forEach(identities::addAll);
            groups.add(identities);
        }
        return groups.size();
    }

    private static Set<String> identities(SignedBy signer) {
        Set<String> identities = new HashSet<>();
        identities.add(signer.key().toString());
        signer.subject().ifPresent(identities::add);
        return identities;
    }
}
