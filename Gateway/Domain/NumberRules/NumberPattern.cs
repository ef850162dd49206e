using System.Text.RegularExpressions;

namespace Telephony.Domain.NumberRules;

/// <summary>
/// A .NET regular expression over numbers, run by the engine that cannot backtrack, so that no pattern can be slow.
/// The usual shape, '^', literal digits and a simple tail, is matched without the engine.
/// </summary>
public sealed class NumberPattern
{
    public const int LongestText = 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    private readonly PatternShape shape;

    private NumberPattern(string text, Regex regex)
    {
        Text = text;
        Regex = regex;
        shape = PatternShape.Of(text);
    }

    public string Text { get; }

    /// <summary>For replacement; matching alone goes through <see cref="IsMatch"/>.</summary>
    internal Regex Regex { get; }

    /// <summary>False with a sentence if the text is no expression, is too long, or needs backtracking (look-around, back-references, atomic groups).</summary>
    public static bool TryCompile(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out NumberPattern? pattern, out string why)
    {
        pattern = null;
        why = "";
        if (text.Length is 0 or > LongestText)
        {
            why = $"a pattern has 1 to {LongestText} characters";
            return false;
        }
        try
        {
            pattern = new NumberPattern(text, new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit));
            return true;
        }
        catch (NotSupportedException)
        {
            why = "it needs backtracking or is too large; look-around, back-references, atomic groups and huge repeats are not supported";
        }
        catch (ArgumentException e)
        {
            why = $"it is no regular expression: {e.Message}";
        }
        return false;
    }

    /// <exception cref="FormatException">The text does not compile; the message says why.</exception>
    public static NumberPattern Compile(string text) =>
        TryCompile(text, out var pattern, out var why) ? pattern : throw new FormatException($"Pattern \"{text}\": {why}.");

    public bool IsMatch(ReadOnlySpan<char> number) => shape.Decide(number) ?? IsRegexMatch(number);

    public override string ToString() => Text;

    private bool IsRegexMatch(ReadOnlySpan<char> number)
    {
        try
        {
            return Regex.IsMatch(number);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
