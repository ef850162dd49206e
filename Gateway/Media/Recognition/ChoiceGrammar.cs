using System.Text;

namespace Telephony.Media.Recognition;

/// <summary>A grammar (JSGF) of the choices beside a loop of single phones, which takes what is none of them; and the dictionary of both.</summary>
internal sealed record ChoiceGrammar(string Jsgf, string Dictionary)
{
    private const string Garbage = "zz";
    private const string Phones = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH";

    /// <summary>What may be said, each word as the dictionary writes it.</summary>
    public static IReadOnlySet<string> Words(IReadOnlyList<Choice> choices) =>
        choices.SelectMany(static choice => choice.Phrases).SelectMany(static phrase => ChoiceMatcher.Normalise(phrase).Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);

    /// <param name="dictionary">Lines for the words; phrases with a word that is missing are left out.</param>
    /// <param name="strict">Beside each phrase stand its like, with a run of phones in the place of one word: they take what differs from it by a word.</param>
    /// <returns>Null: no phrase is left.</returns>
    public static ChoiceGrammar? Build(IReadOnlyList<Choice> choices, IReadOnlyList<string> dictionary, bool strict = false)
    {
        var known = dictionary.Select(static line => line.Split(' ', '(')[0]).ToHashSet(StringComparer.Ordinal);
        var phrases = choices.SelectMany(static choice => choice.Phrases).Select(ChoiceMatcher.Normalise)
            .Where(phrase => phrase.Length > 0 && phrase.Split(' ').All(known.Contains)).Distinct(StringComparer.Ordinal).ToArray();
        if (phrases.Length == 0) return null;
        var lines = new StringBuilder();
        foreach (var line in dictionary) lines.Append(line).Append('\n');
        foreach (var phone in Phones.Split(' ')) lines.Append(Garbage).Append(phone).Append(' ').Append(phone).Append('\n');
        var garbage = string.Join(" | ", Phones.Split(' ').Select(static phone => Garbage + phone));
        var near = strict ? $" | {string.Join(" | ", phrases.SelectMany(Near))}" : "";
        return new ChoiceGrammar($"#JSGF V1.0;\ngrammar choices;\n<choice> = {string.Join(" | ", phrases)};\n<garbage> = {garbage};\npublic <utterance> = <choice> | <garbage>+{near};\n", lines.ToString());
    }

    /// <summary>The words of a line, where they are a whole phrase: phones before and behind them are sounds of the mouth, phones among them another word. Empty: it is none.</summary>
    public static string Whole(string line)
    {
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(IsGarbage).Reverse().SkipWhile(IsGarbage).Reverse()];
        return words.Any(IsGarbage) ? "" : string.Join(' ', words);
    }

    private static IEnumerable<string> Near(string phrase)
    {
        var words = phrase.Split(' ');
        return words.Length == 1 ? [] : words.Select((_, at) => string.Join(' ', [.. words[..at], "<garbage>+", .. words[(at + 1)..]]));
    }

    /// <summary>Whether a word of the answer is a phone of the loop.</summary>
    public static bool IsGarbage(string word) => word.StartsWith(Garbage, StringComparison.Ordinal) && word.Length > Garbage.Length && char.IsAsciiLetterUpper(word[Garbage.Length]);
}
