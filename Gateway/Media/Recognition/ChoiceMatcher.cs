using System.Text;

namespace Telephony.Media.Recognition;

/// <summary>Finds the choice in a text that a recogniser wrote: the phrase with most words that stands in it, whatever stands around it.</summary>
public static class ChoiceMatcher
{
    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>Lower case, no punctuation, digits as words, single blanks.</summary>
    public static string Normalise(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter)) plain.Append(' ').Append(Numbers[letter - '0']).Append(' ');
            else if (char.IsLetter(letter) || (letter is '\'' or '’')) plain.Append(letter == '’' ? '\'' : char.ToLowerInvariant(letter));
            else plain.Append(' ');
        }
        return string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public static RecognitionOutcome Match(string words, IReadOnlyList<Choice> choices)
    {
        var said = $" {Normalise(words)} ";
        (Choice? Choice, string Phrase, int Length) best = (null, "", 0);
        foreach (var choice in choices)
        {
            foreach (var phrase in choice.Phrases)
            {
                var wanted = $" {Normalise(phrase)} ";
                if (wanted.Length > Math.Max(2, best.Length) && said.Contains(wanted, StringComparison.Ordinal)) best = (choice, phrase, wanted.Length);
            }
        }
        return best.Choice is { } found ? new RecognitionOutcome.Heard(words, found.Label, best.Phrase) : new RecognitionOutcome.NoMatch(words);
    }
}
