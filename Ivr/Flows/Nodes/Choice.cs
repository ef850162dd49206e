using Telephony.Ivr.Flows.Documents;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Something that a caller may choose.</summary>
/// <param name="Keys">Empty: by speech only.</param>
/// <param name="Phrases">Empty: by keys only.</param>
/// <param name="Exit">Or the value that it stands for.</param>
public sealed record Choice(string Keys, IReadOnlyList<string> Phrases, string Exit)
{
    /// <summary>The choice whose phrase was said: the longest that is in the text as whole words. Null for none.</summary>
    internal static Choice? Heard(IEnumerable<Choice> choices, string text)
    {
        var said = $" {Words(text)} ";
        return choices.SelectMany(static choice => choice.Phrases.Select(phrase => (choice, phrase: Words(phrase)))).Where(pair => pair.phrase.Length > 0 && said.Contains($" {pair.phrase} ", StringComparison.Ordinal))
            .OrderByDescending(static pair => pair.phrase.Length).Select(static pair => pair.choice).FirstOrDefault();
    }

    internal static Choice Read(FieldReader item, string exitField)
    {
        var choice = new Choice(item.Keys("keys"), item.Texts("phrases"), item.Name(exitField));
        if (choice.Keys.Length == 0 && choice.Phrases.Count == 0) item.Mistake("keys", "a choice has keys, or phrases, or both");
        return choice;
    }

    /// <summary>Lower case, words with one blank between, no other signs.</summary>
    private static string Words(string text) => string.Join(' ', string.Concat(text.ToLowerInvariant().Select(static c => char.IsLetterOrDigit(c) || c == '\'' ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
