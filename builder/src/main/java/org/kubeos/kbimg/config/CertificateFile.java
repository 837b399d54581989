package org.kubeos.kbimg.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The path of a file with X.509 certificates. */
final class CertificateFile {

    static final TextType<Path> TYPE = TextType.parsed(
            "a certificate file",
            "the path of an existing PEM file with certificates",
            "(?s).*",
            CertificateFile::parse);

    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    /** Characters that would end the value in apt's or dnf's configuration, or start another. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\"\\\\]");

    private CertificateFile() {}

    private static Path parse(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        if (UNFIT.matcher(file.toString()).find()) {
            throw new InvalidValueException(
                    "the path contains a quote, backslash, or control character, which package managers don't accept");
        }
        try (var in = Files.newInputStream(file)) {
            // dnf and apt read only PEM; Java reads more.
            if (Files.readString(file).contains(PEM)) {
                CertificateFactory.getInstance("X.509").generateCertificates(in);
                return file;
            }
        } catch (IOException | CertificateException e) {
            throw new InvalidValueException("can't read PEM certificates from " + file + ": " + e.getMessage());
        }
        throw new InvalidValueException(file + " contains no PEM certificate");
    }
}
