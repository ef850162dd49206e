using Telephony.Media.Voices;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class SsmlTests
{
    private const string Full = """
        <?xml version="1.0"?><speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang="de-DE">
        <voice name="en-US-JennyNeural"><mstts:express-as style="cheerful"><prosody rate="+10%" pitch="high" contour="(0%,+20Hz)">Your <emphasis level="strong">PIN</emphasis> &amp; code<break strength="weak"/> is
        <say-as interpret-as="characters">12</say-as></prosody></mstts:express-as></voice></speak>
        """;

    [Fact]
    public void What_voices_understand_is_kept_and_of_the_rest_the_words()
    {
        Assert.True(Ssml.TryRead(Full, out var document, out var why), why);
        Assert.Equal(("de-DE", "en-US-JennyNeural", "Your PIN & code is 12"), (document.Language, document.Voice, document.PlainText));
        Assert.Contains("<voice xml:lang=\"en-US\"><prosody rate=\"+10%\" pitch=\"high\">Your <emphasis level=\"strong\">PIN</emphasis> &#38; code<break time=\"500ms\"/> is", document.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("mstts", document.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("contour", document.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<speak>hi <audio src='file:///etc/passwd'/></speak>", "audio")]
    [InlineData("<!DOCTYPE speak [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><speak>&x;</speak>", "well-formed")]
    [InlineData("<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><speak>&b;</speak>", "well-formed")]
    [InlineData("<speak>unclosed", "well-formed")]
    [InlineData("<voice>hello</voice>", "has to begin with <speak>")]
    [InlineData("<speak/>", "no words")]
    [InlineData("<speak><break/></speak>", "no words")]
    [InlineData("hello", "well-formed")]
    public void What_cannot_be_spoken_is_said(string text, string expected)
    {
        Assert.False(Ssml.TryRead(text, out _, out var why));
        Assert.Contains(expected, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_and_length_have_bounds()
    {
        Assert.False(Ssml.TryRead($"<speak>{string.Concat(Enumerable.Repeat("<p>", 100))}x{string.Concat(Enumerable.Repeat("</p>", 100))}</speak>", out _, out var why));
        Assert.Contains("nested deeper", why, StringComparison.Ordinal);
        Assert.False(Ssml.TryRead($"<speak>{new string('x', 30_000)}</speak>", out _, out why));
        Assert.Contains("at most 20000", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_documents_never_throw_and_what_is_kept_is_well_formed()
    {
        var random = new Random(7);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var letters = Full.ToCharArray();
            for (var change = 0; change < random.Next(1, 5); change++) letters[random.Next(letters.Length)] = "<>/&\"' axs:=\0é"[random.Next(14)];
            if (!Ssml.TryRead(new string(letters), out var document, out _)) continue;
            read++;
            System.Xml.Linq.XDocument.Parse(document.Markup);
        }
        Assert.True(read > 1000);
    }
}
