import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Segmentation rules in the hands of Java's regular expressions, as OmegaT and Okapi use them.
 *
 * <p>java Srx.java FILE LANG &lt; texts: each line of the input with a bar at every boundary. White space behind a boundary
 * belongs to the segment before it.
 */
public class Srx {
  record Rule(boolean cuts, Pattern before, Pattern after) {}

  public static void main(String[] arguments) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document file = factory.newDocumentBuilder().parse(new File(arguments[0]));
    List<Rule> rules = new ArrayList<>();
    boolean cascade = elements(file, "header").get(0).getAttribute("cascade").equals("yes");
    for (Element map : elements(file, "languagemap")) {
      if (!arguments[1].matches(map.getAttribute("languagepattern")) || !cascade && !rules.isEmpty()) {
        continue;
      }
      for (Element list : elements(file, "languagerule")) {
        if (list.getAttribute("languagerulename").equals(map.getAttribute("languagerulename"))) {
          for (Element rule : elements(list, "rule")) {
            rules.add(new Rule(!rule.getAttribute("break").equals("no"),
                Pattern.compile("(?:" + text(rule, "beforebreak") + ")$"), Pattern.compile(text(rule, "afterbreak"))));
          }
        }
      }
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(cut(rules, line));
    }
    out.flush();
  }

  static String cut(List<Rule> rules, String line) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = 1; at < line.length(); at++) {
      for (Rule rule : rules) {
        Matcher after = rule.after().matcher(line).region(at, line.length());
        after.useTransparentBounds(true).useAnchoringBounds(false);
        if (!after.lookingAt()) {
          continue;
        }
        Matcher before = rule.before().matcher(line).region(0, at);
        before.useTransparentBounds(true);
        if (before.find()) {
          int next = at;
          while (next < line.length() && (Character.isWhitespace(line.charAt(next)) || line.charAt(next) == '\u00A0')) {
            next++;
          }
          if (rule.cuts() && next < line.length() && next > from) {
            out.append(line, from, next).append('|');
            from = next;
          }
          break;
        }
      }
    }
    return out.append(line.substring(from)).toString();
  }

  static List<Element> elements(Object in, String name) {
    NodeList found = in instanceof Document d ? d.getElementsByTagNameNS("*", name) : ((Element) in).getElementsByTagNameNS("*", name);
    List<Element> out = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      out.add((Element) found.item(i));
    }
    return out;
  }

  static String text(Element rule, String name) {
    List<Element> found = elements(rule, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent();
  }
}
