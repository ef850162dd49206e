using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Telephony.Domain.NumberRules;

/// <summary>Rewrites a number: the first match of the pattern within it is replaced, "$1" standing for the first group.</summary>
public sealed class NumberRule
{
    public const int LongestName = 100;
    public const int LongestReplacement = 256;

    private NumberRule(string name, NumberPattern pattern, string replacement, bool emergency) =>
        (Name, Pattern, Replacement, Emergency) = (name, pattern, replacement, emergency);

    public string Name { get; }

    public NumberPattern Pattern { get; }

    public string Replacement { get; }

    /// <summary>Marked for emergency numbers: only such a rule may alter one.</summary>
    public bool Emergency { get; }

    /// <summary>False with a sentence if a part is too long, the pattern does not compile, or the replacement names a group that the pattern lacks.</summary>
    public static bool TryCreate(string name, string pattern, string replacement, bool emergency, [NotNullWhen(true)] out NumberRule? rule, out string why)
    {
        rule = null;
        if (name.Length is 0 or > LongestName)
        {
            why = $"a rule's name has 1 to {LongestName} characters";
            return false;
        }
        if (replacement.Length > LongestReplacement)
        {
            why = $"a replacement has at most {LongestReplacement} characters";
            return false;
        }
        if (!NumberPattern.TryCompile(pattern, out var compiled, out why)) return false;
        if (MissingGroup(replacement, compiled.Regex) is { } group)
        {
            why = $"the replacement names group {group}, which the pattern does not have (write ${{1}}0 for group 1 followed by a 0)";
            return false;
        }
        rule = new NumberRule(name, compiled, replacement, emergency);
        return true;
    }

    /// <exception cref="FormatException">The rule is not well formed; the message says why.</exception>
    public static NumberRule Create(string name, string pattern, string replacement, bool emergency = false) =>
        TryCreate(name, pattern, replacement, emergency, out var rule, out var why) ? rule : throw new FormatException($"Rule \"{name}\": {why}.");

    /// <summary>The rewritten number if the pattern matches. A result over 256 characters counts as no match.</summary>
    public bool TryApply(string number, [NotNullWhen(true)] out string? result)
    {
        result = null;
        if (!Pattern.IsMatch(number)) return false;
        try
        {
            result = Pattern.Regex.Replace(number, Replacement, 1);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        if (result.Length <= LongestReplacement) return true;
        result = null;
        return false;
    }

    public override string ToString() => $"{Name}: {Pattern} -> {Replacement}";

    private static string? MissingGroup(string replacement, Regex regex)
    {
        for (var at = replacement.IndexOf('$'); at >= 0 && at + 1 < replacement.Length; at = replacement.IndexOf('$', at + 1))
        {
            if (replacement[at + 1] == '$')
            {
                at++;
                continue;
            }
            var group = replacement[at + 1] == '{' ? Until(replacement, at + 2, static c => c != '}') : Until(replacement, at + 1, char.IsAsciiDigit);
            if (group.Length == 0) continue;
            var known = int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? regex.GetGroupNumbers().Contains(number)
                : regex.GetGroupNames().Contains(group);
            if (!known) return group;
        }
        return null;
    }

    private static string Until(string text, int from, Func<char, bool> belongs)
    {
        var end = from;
        while (end < text.Length && belongs(text[end])) end++;
        return text[from..end];
    }
}
