import java.nio.file.Path;
import java.util.LinkedHashMap;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/**
 * For each file named: "file", its name, the number of checks and of broken rules, then a line for each broken rule:
 * "rule", its clause, how often it was broken, and the first place. Fields are parted by tabs. A file that cannot be read is "unreadable".
 */
final class Rules {
    private static final int KEPT_FAILURES_PER_RULE = 1000;

    private Rules() {
    }

    public static void main(String[] names) {
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        for (String name : names) {
            try (var parser = foundry.createParser(Path.of(name).toFile(), PDFAFlavour.PDFUA_1);
                    var validator = foundry.createValidator(PDFAFlavour.PDFUA_1, KEPT_FAILURES_PER_RULE, false, true, false)) {
                var result = validator.validate(parser);
                var counts = new LinkedHashMap<String, Integer>();
                var places = new LinkedHashMap<String, String>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() != TestAssertion.Status.FAILED) {
                        continue;
                    }
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    counts.merge(rule, 1, Integer::sum);
                    places.putIfAbsent(rule, assertion.getMessage() + " (" + assertion.getLocation().getContext() + ")");
                }
                print("file", name, String.valueOf(result.getTotalAssertions()), String.valueOf(counts.size()));
                counts.forEach((rule, count) -> print("rule", rule, count.toString(), places.get(rule)));
            } catch (Exception problem) {
                print("unreadable", name, String.valueOf(problem.getMessage()), "");
            }
        }
    }

    private static void print(String... fields) {
        System.out.println(String.join("\t", java.util.Arrays.stream(fields).map(field -> field.replaceAll("\\s+", " ")).toList()));
    }
}
