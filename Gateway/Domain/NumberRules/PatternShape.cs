using System.Globalization;

namespace Telephony.Domain.NumberRules;

/// <summary>
/// What can be said about a pattern without running it: the literal texts that may stand at the start, and what may follow.
/// <code>
///   ^\+1425\d{7}$          starts "+1425", then 7 digits, end
///   ^\+49                  starts "+49", then anything
///   ^\+(1|44)\d+$          starts "+1" or "+44", then digits, end
///   ^\+1[2-9]\d{9}$        starts "+1", rest unknown: the engine decides, but only for numbers that begin so
/// </code>
/// </summary>
internal readonly struct PatternShape
{
    private const int NoLimit = int.MaxValue;

    private static readonly PatternShape Opaque = new([""], Tail.Unknown);

    private readonly string[] starts;
    private readonly Tail tail;
    private readonly int fewest;
    private readonly int most;

    private PatternShape(string[] starts, Tail tail, int fewest = 0, int most = NoLimit) => (this.starts, this.tail, this.fewest, this.most) = (starts, tail, fewest, most);

    private enum Tail : byte
    {
        Unknown,
        Anything,
        DigitsToEnd,
    }

    /// <summary>True or false where the shape suffices, null where the engine must look.</summary>
    public bool? Decide(ReadOnlySpan<char> number)
    {
        bool? verdict = false;
        foreach (var start in starts)
        {
            if (!number.StartsWith(start)) continue;
            var with = DecideTail(number[start.Length..]);
            if (with != false) return with;
            verdict = with;
        }
        return verdict;
    }

    public static PatternShape Of(string text)
    {
        if (text.Length == 0 || text[0] != '^') return Opaque;
        var head = Literal(text, 1, out var at);
        if (at < text.Length && text[at] == '(' && Choices(text, at) is { } choices)
        {
            return OfTail([.. choices.Split('|').Select(choice => head + choice)], text[(at + choices.Length + 2)..]);
        }
        return text.Contains('|') ? HeadBeforeGroup(text, head, at) : OfTail([head], text[at..]);
    }

    private bool? DecideTail(ReadOnlySpan<char> rest) => tail switch
    {
        Tail.Anything => true,
        Tail.DigitsToEnd when rest.ContainsAnyExceptInRange('0', '9') => rest.ContainsAnyExceptInRange(' ', '~') ? null : false,
        Tail.DigitsToEnd => rest.Length >= fewest && rest.Length <= most,
        _ => null,
    };

    /// <summary>The characters from <paramref name="from"/> on that stand for themselves; one with a quantifier behind it does not.</summary>
    private static string Literal(string text, int from, out int at)
    {
        var literal = new System.Text.StringBuilder();
        at = from;
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
        return literal.ToString();
    }

    /// <summary>"1|44" of "(1|44)", if digits are all that the group holds and no other choice follows it; else null.</summary>
    private static string? Choices(string text, int open)
    {
        var close = text.IndexOf(')', open);
        if (close < 0 || text.LastIndexOf('|') > close || (close + 1 < text.Length && text[close + 1] is '?' or '*' or '{' or '+')) return null;
        var inside = text[(open + 1)..close];
        return inside.All(c => char.IsAsciiDigit(c) || c == '|') ? inside : null;
    }

    /// <summary>A choice inside of the only group leaves the text before the group alone; one outside of it does not.</summary>
    private static PatternShape HeadBeforeGroup(string text, string head, int at)
    {
        var only = at < text.Length && text[at] == '(' && text.Count(c => c == '(') == 1 && text.Count(c => c == ')') == 1 && !text.Contains('[')
            && text.IndexOf('|') > at && text.LastIndexOf('|') < text.IndexOf(')');
        return only ? new PatternShape([head], Tail.Unknown) : Opaque;
    }

    private static PatternShape OfTail(string[] starts, string rest) => rest switch
    {
        "" or ".*" => new(starts, Tail.Anything),
        "$" => new(starts, Tail.DigitsToEnd, 0, 0),
        @"\d*$" => new(starts, Tail.DigitsToEnd),
        @"\d+$" => new(starts, Tail.DigitsToEnd, 1),
        @"\d$" => new(starts, Tail.DigitsToEnd, 1, 1),
        _ => TryCounted(rest, out var fewest, out var most) ? new(starts, Tail.DigitsToEnd, fewest, most) : new(starts, Tail.Unknown),
    };

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
