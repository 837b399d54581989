package org.kubeos.kbimg.artifact.sbom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.output.JsonText;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A bill of materials in the format SPDX 2.3.
 *
 * <p>A file that was added is a package of the purpose FILE: what the format calls a file must have a SHA-1, and some of
 * these have no digest.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/">the specification</a>
 */
final class Spdx {

    private static final String UNKNOWN = "NOASSERTION";
    private static final String DOCUMENT = "SPDXRef-DOCUMENT";
    private static final String PRODUCT = "SPDXRef-Product";

    /** The specification's prefix for those who have no site of their own. */
    private static final String NAMESPACE = "https://spdx.org/spdxdocs/";

    private static final Pattern MAINTAINER = Pattern.compile("(.+?)\\s*<([^<>@]+@[^<>]+)>");

    private static final Map<String, String> ALGORITHMS = Map.of(
            "md5", "MD5", "sha1", "SHA1", "sha224", "SHA224", "sha256", "SHA256", "sha384", "SHA384", "sha512",
            "SHA512");

    private final BillOfMaterials bill;
    private final ArrayNode packages = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode relationships = JsonNodeFactory.instance.arrayNode();
    private final Set<String> identifiers = new HashSet<>();

    Spdx(BillOfMaterials bill) {
        this.bill = bill;
    }

    /** The document, in which {@link BillOfMaterials#NO_ID} makes the namespace unique. */
    String text() {
        String name = bill.product().name() + "-" + bill.product().version();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("spdxVersion", "SPDX-2.3");
        document.put("dataLicense", "CC0-1.0");
        document.put("SPDXID", DOCUMENT);
        document.put("name", name);
        document.put("documentNamespace", NAMESPACE + identifier(name) + "-" + BillOfMaterials.NO_ID);
        ObjectNode creation = document.putObject("creationInfo");
        creation.put("created", bill.created().toString());
        creation.putArray("creators").add("Tool: " + Application.text() + "-" + bill.tool());
        document.set("packages", packages);
        document.set("relationships", relationships);
        addProduct();
        addPackages();
        bill.inventory().files().forEach(this::add);
        bill.inventory().containers().forEach(this::addContainer);
        return JsonText.of(document);
    }

    private void addProduct() {
        ObjectNode product = packages.addObject();
        product.put("SPDXID", PRODUCT);
        product.put("name", bill.product().name());
        product.put("versionInfo", bill.product().version());
        product.put("primaryPackagePurpose", bill.product().container() ? "CONTAINER" : "OPERATING_SYSTEM");
        bill.product().archive().ifPresent(digest -> checksum("SHA256", digest, product));
        unknown(product);
        String release = bill.inventory().release().entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("\n"));
        product.put("comment", "os-release:\n" + release);
        relate(DOCUMENT, "DESCRIBES", PRODUCT);
    }

    private void addPackages() {
        Map<PackageUrl, String> ids = new HashMap<>();
        for (Component component : bill.inventory().packages()) {
            ids.put(
                    component.purl(),
                    newIdentifier("Package-" + component.name() + "-" + component.version() + "-"
                            + component.architecture()));
        }
        for (Component component : bill.inventory().packages()) {
            String id = ids.getOrDefault(component.purl(), "");
            add(component, id);
            component.dependencies().forEach(purl -> relate(id, "DEPENDS_ON", ids.getOrDefault(purl, UNKNOWN)));
        }
    }

    private void add(Component component, String id) {
        ObjectNode json = packages.addObject();
        json.put("SPDXID", id);
        json.put("name", component.name());
        json.put("versionInfo", component.version());
        json.put("supplier", supplier(component.supplier()));
        component.archive().ifPresent(archive -> checksum(archive, json));
        unknown(json);
        component.location().ifPresent(url -> json.put("downloadLocation", url));
        component.site().ifPresent(site -> json.put("homepage", site));
        component
                .source()
                .ifPresent(source -> json.put(
                        "sourceInfo", "built from the source package " + source.name() + " " + source.version()));
        licenses(component.license(), json);
        ObjectNode reference = json.putArray("externalRefs").addObject();
        reference.put("referenceCategory", "PACKAGE-MANAGER");
        reference.put("referenceType", "purl");
        reference.put("referenceLocator", component.purl().text());
        relate(PRODUCT, "CONTAINS", id);
    }

    private static void licenses(LicenseClaim license, ObjectNode json) {
        license.expression().ifPresent(expression -> json.put("licenseDeclared", expression));
        String names = license.parts().stream().map(LicenseClaim.Part::name).collect(Collectors.joining("; "));
        String comment = names
                + license.file()
                        .map(file -> (names.isEmpty() ? "" : "; ") + "see " + file)
                        .orElse("");
        if (!comment.isEmpty()) {
            json.put("licenseComments", comment);
        }
    }

    private static String supplier(String text) {
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        Matcher maintainer = MAINTAINER.matcher(text);
        return "Organization: "
                + (maintainer.matches() ? maintainer.group(1) + " (" + maintainer.group(2) + ")" : text);
    }

    private void add(EditedFile file) {
        String id = newIdentifier("File" + file.path().replace('/', '-'));
        ObjectNode json = packages.addObject();
        json.put("SPDXID", id);
        json.put("name", file.path());
        json.put("primaryPackagePurpose", "FILE");
        file.sha256().ifPresent(digest -> checksum("SHA256", digest, json));
        unknown(json);
        json.put(
                "comment",
                "mode " + file.mode() + ", owner " + file.owner()
                        + file.linkTarget().map(target -> ", link to " + target).orElse(""));
        relate(PRODUCT, "CONTAINS", id);
    }

    private void addContainer(String image) {
        String id = newIdentifier("Container-" + image);
        ObjectNode json = packages.addObject();
        json.put("SPDXID", id);
        json.put("name", image);
        json.put("primaryPackagePurpose", "CONTAINER");
        unknown(json);
        relate(PRODUCT, "CONTAINS", id);
    }

    /** What every package must say, and nobody has looked into. */
    private static void unknown(ObjectNode json) {
        json.put("downloadLocation", UNKNOWN);
        json.put("filesAnalyzed", false);
        json.put("licenseConcluded", UNKNOWN);
        json.put("licenseDeclared", UNKNOWN);
        json.put("copyrightText", UNKNOWN);
    }

    private void relate(String from, String type, String to) {
        relationships
                .addObject()
                .put("spdxElementId", from)
                .put("relationshipType", type)
                .put("relatedSpdxElement", to);
    }

    private static void checksum(PackageDescription archive, ObjectNode json) {
        String[] digest = archive.digest().split(":", 2);
        Optional.ofNullable(ALGORITHMS.get(digest[0].toLowerCase(Locale.ROOT)))
                .ifPresent(algorithm -> checksum(algorithm, digest[1], json));
    }

    private static void checksum(String algorithm, String digest, ObjectNode json) {
        json.putArray("checksums").addObject().put("algorithm", algorithm).put("checksumValue", digest);
    }

    private String newIdentifier(String text) {
        String plain = "SPDXRef-" + identifier(text);
        String id = plain;
        for (int i = 2; !identifiers.add(id); i++) {
            id = plain + "-" + i;
        }
        return id;
    }

    /** In the characters that identifiers may have. */
    private static String identifier(String text) {
        var plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.')) {
                plain.setCharAt(i, '-');
            }
        }
        return plain.toString();
    }
}
