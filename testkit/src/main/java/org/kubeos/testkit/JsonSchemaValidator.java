package org.kubeos.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Validators of JSON documents that others wrote, each with its own dialect of regular expressions. */
public enum JsonSchemaValidator {
    /** Python's jsonschema. */
    PYTHON("/usr/bin/python3", "-c", """
            import json, sys
            from jsonschema import Draft202012Validator
            schema = json.load(open(sys.argv[1]))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema)
            for line in sys.stdin:
                print("valid" if validator.is_valid(json.loads(line)) else "invalid")
            """),
    /** Ajv. Debian's doesn't know draft 2020-12, of which the schema uses nothing that draft 7 hasn't. */
    AJV("env", "NODE_PATH=/usr/share/nodejs", "node", "-e", """
            const fs = require('fs');
            const schema = JSON.parse(fs.readFileSync(process.argv[1]));
            delete schema.$schema;
            JSON.stringify(schema, (key, value) => {
              if (key === 'pattern' && typeof value === 'string') new RegExp(value, 'u');
              return value;
            });
            const validate = new (require('ajv'))().compile(schema);
            for (const line of fs.readFileSync(0, 'utf8').split('\\n')) {
              if (line) console.log(validate(JSON.parse(line)) ? 'valid' : 'invalid');
            }
            """);

    private final List<String> command;

    JsonSchemaValidator(String... command) {
        this.command = List.of(command);
    }

    /**
     * Whether each document is valid.
     *
     * @param documents JSON, each in one line
     */
    public List<Boolean> validate(Path schema, List<String> documents) {
        List<String> line = new ArrayList<>(command);
        line.add(schema.toAbsolutePath().toString());
        byte[] input = (String.join("\n", documents) + "\n").getBytes(StandardCharsets.UTF_8);
        return Tool.run(line, input).expectSuccess().lines().stream()
                .map("valid"::equals)
                .toList();
    }
}
