namespace Telephony.Automation.Media;

/// <summary>Keys in the API's words: <c>five</c>, <c>pound</c>, <c>asterisk</c>, <c>a</c>.</summary>
public static class Tones
{
    private const string Keys = "0123456789ABCD#*";

    private static readonly string[] s_words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "a", "b", "c", "d", "pound", "asterisk"];

    /// <summary>For errors.</summary>
    public static string Allowed => string.Join(", ", s_words);

    public static string WordOf(char key) => s_words[Math.Max(0, Keys.IndexOf(key, StringComparison.Ordinal))];

    public static bool TryParse(string? word, out char key)
    {
        var at = word is null ? -1 : Array.FindIndex(s_words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
        key = at < 0 ? '\0' : Keys[at];
        return at >= 0;
    }
}
