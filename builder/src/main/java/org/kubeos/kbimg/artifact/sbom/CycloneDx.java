package org.kubeos.kbimg.artifact.sbom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.artifact.output.JsonText;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A bill of materials in the format CycloneDX 1.6.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">the specification</a>
 */
final class CycloneDx {

    private static final String PROPERTY = Application.text() + ":";

    /** The last part of a container image's name: a tag, which a host's port is not. */
    private static final Pattern TAG = Pattern.compile("(.+?)(?::([^:/@]+))?(?:@(sha256):([0-9a-f]+))?");

    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    private final BillOfMaterials bill;
    private final String root;

    CycloneDx(BillOfMaterials bill) {
        this.bill = bill;
        this.root = bill.product().name() + "@" + bill.product().version();
    }

    /** The document, in which {@link BillOfMaterials#NO_ID} is its serial number. */
    String text() {
        ObjectNode document = object();
        document.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put("serialNumber", "urn:uuid:" + BillOfMaterials.NO_ID);
        document.put("version", 1);
        metadata(document.putObject("metadata"));
        ArrayNode components = document.putArray("components");
        bill.inventory().packages().forEach(component -> add(component, components.addObject()));
        bill.inventory().files().forEach(file -> add(file, components.addObject()));
        bill.inventory().containers().forEach(container -> addContainer(container, components.addObject()));
        dependencies(document.putArray("dependencies"));
        return JsonText.of(document);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void metadata(ObjectNode metadata) {
        metadata.put("timestamp", bill.created().toString());
        metadata.putArray("lifecycles").addObject().put("phase", "build");
        metadata.putObject("tools")
                .putArray("components")
                .addObject()
                .put("type", "application")
                .put("name", Application.text())
                .put("version", bill.tool());
        ObjectNode product = metadata.putObject("component");
        product.put("type", bill.product().container() ? "container" : "operating-system");
        product.put("bom-ref", root);
        product.put("name", bill.product().name());
        product.put("version", bill.product().version());
        bill.product().archive().ifPresent(digest -> hash("SHA-256", digest, product));
        ArrayNode properties = product.putArray("properties");
        bill.inventory().release().forEach((name, value) -> property("os-release:" + name, value, properties));
    }

    private static void add(Component component, ObjectNode json) {
        json.put("type", "library");
        json.put("bom-ref", component.purl().text());
        if (!component.supplier().isEmpty()) {
            json.putObject("supplier").put("name", component.supplier());
        }
        json.put("name", component.name());
        json.put("version", component.version());
        component.archive().ifPresent(archive -> hash(archive, json));
        licenses(component.license(), json);
        json.put("purl", component.purl().text());
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        component.location().ifPresent(url -> reference("distribution", url, references));
        component.site().ifPresent(url -> reference("website", url, references));
        if (!references.isEmpty()) {
            json.set("externalReferences", references);
        }
        component
                .source()
                .ifPresent(source -> json.putObject("pedigree")
                        .putArray("ancestors")
                        .addObject()
                        .put("type", "library")
                        .put("name", source.name())
                        .put("version", source.version())
                        .put("purl", source.purl().text()));
        ArrayNode properties = json.putArray("properties");
        property("architecture", component.architecture(), properties);
        component.license().file().ifPresent(file -> property("copyright-file", file, properties));
    }

    private static void licenses(LicenseClaim license, ObjectNode json) {
        if (license.expression().isPresent()) {
            json.putArray("licenses")
                    .addObject()
                    .put("expression", license.expression().get())
                    .put("acknowledgement", "declared");
        } else if (!license.parts().isEmpty()) {
            ArrayNode licenses = json.putArray("licenses");
            for (LicenseClaim.Part part : license.parts()) {
                ObjectNode one = licenses.addObject().putObject("license");
                part.identifier().ifPresentOrElse(id -> one.put("id", id), () -> one.put("name", part.name()));
                one.put("acknowledgement", "declared");
            }
        }
    }

    private static void add(EditedFile file, ObjectNode json) {
        json.put("type", "file");
        json.put("bom-ref", "file:" + file.path());
        json.put("name", file.path());
        file.sha256().ifPresent(digest -> hash("SHA-256", digest, json));
        ArrayNode properties = json.putArray("properties");
        property("mode", file.mode(), properties);
        property("owner", file.owner(), properties);
        file.linkTarget().ifPresent(target -> property("link-target", target, properties));
    }

    private static void addContainer(String image, ObjectNode json) {
        json.put("type", "container");
        json.put("bom-ref", "container:" + image);
        Matcher parts = TAG.matcher(image);
        boolean known = parts.matches();
        json.put("name", known ? parts.group(1) : image);
        if (known && parts.group(2) != null) {
            json.put("version", parts.group(2));
        }
        if (known && parts.group(4) != null) {
            hash("SHA-256", parts.group(4), json);
        }
    }

    private void dependencies(ArrayNode list) {
        ObjectNode all = list.addObject().put("ref", root);
        ArrayNode contents = all.putArray("dependsOn");
        bill.inventory()
                .packages()
                .forEach(component -> contents.add(component.purl().text()));
        for (Component component : bill.inventory().packages()) {
            ObjectNode node = list.addObject().put("ref", component.purl().text());
            if (!component.dependencies().isEmpty()) {
                ArrayNode needs = node.putArray("dependsOn");
                component.dependencies().forEach(purl -> needs.add(purl.text()));
            }
        }
    }

    private static void hash(PackageDescription archive, ObjectNode json) {
        String[] digest = archive.digest().split(":", 2);
        Optional.ofNullable(ALGORITHMS.get(digest[0].toLowerCase(Locale.ROOT)))
                .ifPresent(algorithm -> hash(algorithm, digest[1], json));
    }

    private static void hash(String algorithm, String digest, ObjectNode json) {
        json.putArray("hashes").addObject().put("alg", algorithm).put("content", digest);
    }

    private static void reference(String type, String url, ArrayNode references) {
        references.addObject().put("type", type).put("url", url);
    }

    private static void property(String name, String value, ArrayNode properties) {
        properties.addObject().put("name", PROPERTY + name).put("value", value);
    }
}
