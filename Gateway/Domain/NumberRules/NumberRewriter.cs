using Telephony.Domain.Addresses;

namespace Telephony.Domain.NumberRules;

/// <summary>A number before and after the rules. Inbound, <see cref="Before"/> is the wire form; outbound, <see cref="After"/> is. Both belong to the call record.</summary>
/// <param name="Rules">Names of the rules that changed or confirmed it, in order; null when none matched.</param>
public readonly record struct RewrittenNumber(string Before, string After, string? Rules)
{
    public bool Changed => !string.Equals(Before, After, StringComparison.Ordinal);
}

/// <summary>Applies number rules: the gateway's list first, then that of the trunk's tenant, then the trunk's, each on the result before; in each the first match wins.</summary>
public static class NumberRewriter
{
    /// <param name="number">User part as text: "+14255550123", "0711123456", "alice".</param>
    /// <param name="emergency">Strings that only rules marked for them may alter.</param>
    public static RewrittenNumber Apply(string number, NumberDirection direction, NumberRuleLists gateway, NumberRuleLists trunk, EmergencyNumbers emergency)
    {
        string? rules = null;
        var after = Step(number, gateway);
        if (trunk.OfTenant is { } tenant) after = Step(after, tenant);
        after = Step(after, trunk);
        return new RewrittenNumber(number, after, rules);

        string Step(string before, NumberRuleLists lists)
        {
            var (result, rule) = ApplyFirst(before, lists[direction], emergency);
            if (rule is not null) rules = rules is null ? rule.Name : $"{rules}, {rule.Name}";
            return result;
        }
    }

    private static (string Result, NumberRule? Rule) ApplyFirst(string number, IReadOnlyList<NumberRule> rules, EmergencyNumbers emergency)
    {
        if (rules.Count == 0) return (number, null);
        var marked = emergency.Contains(number);
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (marked && !rule.Emergency) continue;
            if (rule.TryApply(number, out var result)) return (result, rule);
        }
        return (number, null);
    }
}
