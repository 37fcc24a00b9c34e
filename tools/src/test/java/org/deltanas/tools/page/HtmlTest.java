package org.deltanas.tools.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
    @Test
    void escapesTextsAndAttributes() {
        Html html = new Html().element("p", "<b> & \"c\"", "title", "\"><script>'");
        assertThat(html).hasToString("<p title=\"&quot;&gt;&lt;script&gt;'\">&lt;b&gt; &amp; &quot;c&quot;</p>");
    }

    @Test
    void closesInTheOrderOfOpening() {
        Html html =
                new Html().open("ul").open("li").text("a").single("br").close().close();
        assertThat(html).hasToString("<ul><li>a<br></li></ul>");
        assertThatThrownBy(html::close).isInstanceOf(NoSuchElementException.class);
        html.open("p");
        assertThatThrownBy(html::toString).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsWhatNoPageMayHold() {
        assertThat(Html.escaped("a\u0000b\ud800c\u0085d\te\n\ud83d\ude00"))
                .isEqualTo("a\ufffdb\ufffdc\ufffdd\te\n\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-->", "a -- b", "<x>"})
    void refusesCommentsThatEndEarly(String comment) {
        assertThatThrownBy(() -> new Html().comment(comment)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a</script>b", "<!-- a", "</SCRIPT >"})
    void refusesScriptsThatEndEarly(String script) {
        assertThatThrownBy(() -> new Html().verbatim("script", script)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a parser makes of it is what was written. */
    @Property(tries = 300)
    void aParserReadsWhatWasWritten(@ForAll String text, @ForAll String attribute) {
        String html = new Html().element("div", text, "title", attribute).toString();
        Element div = Jsoup.parseBodyFragment(html).body().child(0);
        assertThat(div.wholeText()).isEqualTo(shown(text));
        assertThat(div.attr("title")).isEqualTo(shown(attribute));
    }

    private static String shown(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean control = Character.getType(c) == Character.CONTROL && c != '\t' && c != '\n';
            result.appendCodePoint(control || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c);
        });
        return result.toString();
    }
}
