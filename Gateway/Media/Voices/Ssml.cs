using System.Globalization;
using System.Text;
using System.Xml;

namespace Telephony.Media.Voices;

/// <summary>A document of SSML 1.1 that was read: what of it every voice here understands, and nothing else.</summary>
/// <param name="Language">xml:lang of the document, else of its first voice; null: it has none.</param>
/// <param name="Voice">Name of its first voice; null: none.</param>
/// <param name="Markup">A document with the elements of <see cref="Ssml"/> alone, made anew: no other markup of the original is in it.</param>
/// <param name="PlainText">Its words, for engines that take no markup.</param>
public sealed record SsmlDocument(string? Language, string? Voice, string Markup, string PlainText);

/// <summary>
/// Reads SSML of strangers. Kept are p, s, break, prosody (rate, pitch, volume), emphasis, say-as, sub, voice and lang, with attribute values of harmless characters; of all other elements the words are kept. There is no document type,
/// no entity of one's own, no processing instruction; <c>audio</c> is refused, as the embedded voice would open files by it.
/// </summary>
public static class Ssml
{
    public const int MaxCharacters = 20_000;
    private const int MaxDepth = 32;
    private const int MaxBreakMs = 10_000;

    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 2 * MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <param name="why">What is wrong, and where.</param>
    public static bool TryRead(string text, out SsmlDocument document, out string why)
    {
        document = new SsmlDocument(null, null, "", "");
        if (text.Length > MaxCharacters) { why = $"The SSML has {text.Length} characters: at most {MaxCharacters} can be spoken."; return false; }
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Reading);
            return new Walk().TryRead(reader, out document, out why);
        }
        catch (XmlException e)
        {
            why = $"The SSML is not well-formed XML: {e.Message}";
            return false;
        }
    }

    /// <summary>A document around plain words, as the Azure-compatible services want it.</summary>
    public static string Around(string words, string language, string voice, double speed)
    {
        var rate = speed == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"<prosody rate=\"{speed:0.##}\">");
        return $"<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"{Escape(language)}\"><voice name=\"{Escape(voice)}\">{rate}{Escape(words)}{(rate.Length > 0 ? "</prosody>" : "")}</voice></speak>";
    }

    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (letter is '<' or '>' or '&' or '"') escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            else escaped.Append(XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : ' ');
        }
        return escaped.ToString();
    }

    /// <summary>One pass over the document.</summary>
    private sealed class Walk
    {
        private readonly StringBuilder _markup = new("<speak>");
        private readonly StringBuilder _plain = new();
        private readonly Stack<string> _open = new();
        private string? _language;
        private string? _voice;

        public bool TryRead(XmlReader reader, out SsmlDocument document, out string why)
        {
            document = new SsmlDocument(null, null, "", "");
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element when reader.Depth == 0:
                        if (reader.LocalName != "speak") { why = $"The SSML begins with <{reader.Name}>: it has to begin with <speak>."; return false; }
                        _language = Attribute(reader, "xml:lang");
                        if (reader.IsEmptyElement) { why = "The SSML has no words."; return false; }
                        break;
                    case XmlNodeType.Element:
                        if (reader.Depth > MaxDepth) { why = $"The SSML is nested deeper than {MaxDepth} elements."; return false; }
                        if (reader.LocalName == "audio") { why = "The SSML has an <audio> element, which is not played: make a list of a file and texts instead."; return false; }
                        Begin(reader);
                        break;
                    case XmlNodeType.EndElement when reader.Depth > 0:
                        var end = _open.Pop();
                        _markup.Append(end);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                        _markup.Append(Escape(reader.Value));
                        _plain.Append(reader.Value);
                        break;
                    default:
                        break;
                }
            }
            var plain = string.Join(' ', _plain.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            why = plain.Length == 0 ? "The SSML has no words." : "";
            document = new SsmlDocument(_language, _voice, _markup.Append("</speak>").ToString(), plain);
            return plain.Length > 0;
        }

        private void Begin(XmlReader reader)
        {
            var (name, attributes) = reader.LocalName switch
            {
                "p" or "s" => (reader.LocalName, ""),
                "emphasis" => ("emphasis", Copied(reader, "level")),
                "prosody" => ("prosody", Copied(reader, "rate", "pitch", "volume")),
                "say-as" => ("say-as", Copied(reader, "interpret-as", "format")),
                "sub" => ("sub", Copied(reader, "alias")),
                "lang" => ("voice", Copied(reader, "xml:lang")),
                "voice" => Voice(reader),
                _ => ("", ""),
            };
            if (reader.LocalName == "break")
            {
                _markup.Append(CultureInfo.InvariantCulture, $"<break time=\"{BreakMs(reader)}ms\"/>");
                _plain.Append(' ');
            }
            if (!reader.IsEmptyElement) _open.Push(name.Length > 0 ? $"</{name}>" : "");
            if (name.Length > 0) _markup.Append(CultureInfo.InvariantCulture, $"<{name}{attributes}{(reader.IsEmptyElement ? "/" : "")}>");
        }

        /// <summary>A voice of a service is one of its language here: en-US-JennyNeural is en-US.</summary>
        private (string Name, string Attributes) Voice(XmlReader reader)
        {
            var name = Attribute(reader, "name");
            _voice ??= name;
            var language = Attribute(reader, "xml:lang") ?? LanguageOf(name);
            _language ??= language;
            return ("voice", language is null ? "" : $" xml:lang=\"{language}\"");
        }

        private static string Copied(XmlReader reader, params ReadOnlySpan<string> names)
        {
            var copied = new StringBuilder();
            foreach (var name in names)
            {
                if (Attribute(reader, name) is { } value) copied.Append(CultureInfo.InvariantCulture, $" {name}=\"{value}\"");
            }
            return copied.ToString();
        }

        private static string? Attribute(XmlReader reader, string name) =>
            reader.GetAttribute(name) is { Length: > 0 and <= 128 } value && value.All(static letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '+' or '.' or '%' or ':' or ',' or '\'' or '_' or '/') ? value : null;

        private static int BreakMs(XmlReader reader)
        {
            var time = Attribute(reader, "time");
            if (time is not null)
            {
                var unit = time.EndsWith("ms", StringComparison.Ordinal) ? 1 : time.EndsWith('s') ? 1000 : 0;
                if (unit > 0 && double.TryParse(time.AsSpan(0, time.Length - (unit == 1 ? 2 : 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length)) return (int)Math.Clamp(length * unit, 0, MaxBreakMs);
            }
            return Attribute(reader, "strength") switch { "none" => 0, "x-weak" => 250, "weak" => 500, "strong" => 1000, "x-strong" => 1250, _ => 750 };
        }
    }

    /// <summary>The language in front of a voice's name, as the Azure-compatible services have it; null: none.</summary>
    internal static string? LanguageOf(string? voice)
    {
        if (voice is null) return null;
        var parts = voice.Split('-');
        return parts.Length >= 3 && parts[0].Length is 2 or 3 && parts[1].Length == 2 && (parts[0] + parts[1]).All(char.IsAsciiLetter) ? $"{parts[0]}-{parts[1]}" : null;
    }
}
