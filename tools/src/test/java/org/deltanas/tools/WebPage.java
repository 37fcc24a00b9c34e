package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** A page that the program wrote, as a browser reads it. */
final class WebPage {
    private static final Pattern REQUEST =
            Pattern.compile("@import|url\\(|\\bfetch\\(|XMLHttpRequest|WebSocket|import\\(");

    private WebPage() {}

    /** Parses a page, which must be well-formed, ask for nothing, and name its sections and pictures. */
    static Document parsed(String page) {
        Parser parser = Parser.htmlParser().setTrackErrors(100);
        Document document = parser.parseInput(page, "");
        assertThat(parser.getErrors()).isEmpty();
        for (Element element : document.select("[src], [href], [srcset], [action], [data], [poster]")) {
            assertThat(element.outerHtml()).isEqualTo("<link rel=\"icon\" href=\"data:,\">");
        }
        for (Element element : document.select("style, script, [style]")) {
            assertThat(REQUEST.matcher(element.data() + element.attr("style")).find())
                    .isFalse();
        }
        assertThat(document.select("iframe, img, object, embed, base, form")).isEmpty();
        for (Element section : document.select("section")) {
            assertThat(document.getElementById(section.attr("aria-labelledby"))).isNotNull();
        }
        for (Element picture : document.select("[role=img]")) {
            assertThat(picture.attr("aria-label")).isNotBlank();
        }
        return document;
    }

    /** The data of the plots of a page. */
    static List<JsonNode> plots(Document document) {
        return document.select("script[type=application/json]").stream()
                .map(script -> {
                    try {
                        return new JsonMapper().readTree(script.data());
                    } catch (JsonProcessingException e) {
                        throw new AssertionError(script.data(), e);
                    }
                })
                .toList();
    }
}
