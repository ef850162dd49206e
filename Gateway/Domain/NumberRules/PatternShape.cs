using System.Globalization;

namespace Telephony.Domain.NumberRules;

/// <summary>
/// What can be said about a pattern without running it: the literal text after '^', and what may follow.
/// <code>
///   ^\+1425\d{7}$      prefix "+1425", then 7 digits, end
///   ^\+49              prefix "+49", then anything
///   ^\+(1|44)\d+$      prefix "+", rest unknown: the engine decides, but only for numbers that begin so
/// </code>
/// </summary>
internal readonly struct PatternShape
{
    private const int NoLimit = int.MaxValue;

    private readonly string prefix;
    private readonly Tail tail;
    private readonly int fewest;
    private readonly int most;

    private PatternShape(string prefix, Tail tail, int fewest = 0, int most = NoLimit) => (this.prefix, this.tail, this.fewest, this.most) = (prefix, tail, fewest, most);

    private enum Tail : byte
    {
        Unknown,
        Anything,
        DigitsToEnd,
    }

    /// <summary>True or false where the shape suffices, null where the engine must look.</summary>
    public bool? Decide(ReadOnlySpan<char> number)
    {
        if (!number.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var rest = number[prefix.Length..];
        return tail switch
        {
            Tail.Anything => true,
            Tail.DigitsToEnd when rest.ContainsAnyExceptInRange('0', '9') => rest.ContainsAnyExceptInRange(' ', '~') ? null : false,
            Tail.DigitsToEnd => rest.Length >= fewest && rest.Length <= most,
            _ => null,
        };
    }

    public static PatternShape Of(string text)
    {
        if (text.Length == 0 || text[0] != '^' || text.Contains('|')) return HasTopLevelPrefix(text) ? Prefixed(text) : new PatternShape("", Tail.Unknown);
        return Prefixed(text);
    }

    /// <summary>An alternation inside a group leaves the text before the group alone; one at the top level does not.</summary>
    private static bool HasTopLevelPrefix(string text)
    {
        if (text.Length == 0 || text[0] != '^') return false;
        var group = text.IndexOf('(');
        return group > 0 && text.IndexOf('|') > group && text.LastIndexOf('|') < text.LastIndexOf(')') && text.Count(c => c == '(') == 1 && !text.Contains("\\(", StringComparison.Ordinal) && !text.Contains("\\)", StringComparison.Ordinal);
    }

    private static PatternShape Prefixed(string text)
    {
        var literal = new System.Text.StringBuilder();
        var at = 1;
        while (at < text.Length)
        {
            var escaped = text[at] == '\\' && at + 1 < text.Length;
            var c = escaped ? text[at + 1] : text[at];
            if (escaped ? c is not ('+' or '*' or '#' or '.') : !char.IsAsciiDigit(c) && c != '#') break;
            var next = at + (escaped ? 2 : 1);
            if (next < text.Length && text[next] is '?' or '*' or '{' or '+') break;
            literal.Append(c);
            at = next;
        }
        var head = literal.ToString();
        return text[at..] switch
        {
            "" or ".*" or ".*$" => text[at..].EndsWith('$') ? new PatternShape(head, Tail.Unknown) : new PatternShape(head, Tail.Anything),
            "$" => new PatternShape(head, Tail.DigitsToEnd, 0, 0),
            @"\d*$" => new PatternShape(head, Tail.DigitsToEnd),
            @"\d+$" => new PatternShape(head, Tail.DigitsToEnd, 1),
            @"\d$" => new PatternShape(head, Tail.DigitsToEnd, 1, 1),
            var rest => TryCounted(rest, out var fewest, out var most) ? new PatternShape(head, Tail.DigitsToEnd, fewest, most) : new PatternShape(head, Tail.Unknown),
        };
    }

    /// <summary>Reads <c>\d{n}$</c>, <c>\d{n,}$</c> and <c>\d{n,m}$</c>.</summary>
    private static bool TryCounted(string rest, out int fewest, out int most)
    {
        (fewest, most) = (0, 0);
        if (!rest.StartsWith(@"\d{", StringComparison.Ordinal) || !rest.EndsWith("}$", StringComparison.Ordinal)) return false;
        var counts = rest[3..^2].Split(',');
        if (counts.Length > 2 || !int.TryParse(counts[0], NumberStyles.None, CultureInfo.InvariantCulture, out fewest)) return false;
        most = fewest;
        if (counts.Length == 1) return true;
        if (counts[1].Length == 0)
        {
            most = NoLimit;
            return true;
        }
        return int.TryParse(counts[1], NumberStyles.None, CultureInfo.InvariantCulture, out most);
    }
}
