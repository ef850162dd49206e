using Telephony.Domain.NumberRules;

namespace Telephony.SipTrunk.Binding;

/// <summary>Makes rule lists of a <c>numberRules</c> object.</summary>
internal static class NumberRulesBinder
{
    private static readonly string[] Values = ["country", "trunkPrefix", "internationalPrefix", "prefix", "block", "digits"];

    public static NumberRuleLists Bind(ConfigSection section)
    {
        if (!section.Exists) return NumberRuleLists.None;
        var lists = new NumberRuleLists
        {
            InboundCalled = List(section, "inboundCalled"),
            InboundCalling = List(section, "inboundCalling"),
            OutboundCalled = List(section, "outboundCalled"),
            OutboundCalling = List(section, "outboundCalling"),
        };
        if (lists.Count > NumberRuleLists.MostRules) section.Wrong("", $"{lists.Count} rules", $"allowed are at most {NumberRuleLists.MostRules} in the four lists together");
        return lists;
    }

    private static List<NumberRule> List(ConfigSection section, string name) => [.. section.Sections(name).SelectMany(Rules)];

    private static IReadOnlyList<NumberRule> Rules(ConfigSection rule)
    {
        if (rule.Text("preset") is { } preset) return Preset(rule, preset);
        var (pattern, replacement) = (rule.Text("pattern"), rule.Text("replacement") ?? "");
        if (pattern is null) return [];
        if (NumberRule.TryCreate(rule.Text("name") ?? pattern[..Math.Min(pattern.Length, NumberRule.LongestName)], pattern, replacement, rule.Flag("emergency", false), out var made, out var why)) return [made];
        rule.Wrong("pattern", $"\"{pattern}\"", why);
        return [];
    }

    private static IReadOnlyList<NumberRule> Preset(ConfigSection rule, string preset)
    {
        var (wanted, optional) = ValuesOf(preset);
        var complete = true;
        foreach (var value in Values)
        {
            var given = rule.Has(value);
            if (wanted.Contains(value) && !given)
            {
                rule.Wrong("preset", $"\"{preset}\"", $"it needs {value} beside it");
                complete = false;
            }
            else if (given && !wanted.Contains(value) && !optional.Contains(value)) rule.Wrong(value, "given", $"preset \"{preset}\" does not use it");
        }
        if (!complete) return [];
        try
        {
            return Make(rule, preset);
        }
        catch (FormatException e)
        {
            rule.Wrong("preset", $"\"{preset}\"", e.Message.TrimEnd('.'));
            return [];
        }
    }

    private static (string[] Wanted, string[] Optional) ValuesOf(string preset) => preset switch
    {
        "nationalToE164" or "e164ToNational" => (["country"], ["trunkPrefix", "internationalPrefix"]),
        "stripTrunkPrefix" or "addTechPrefix" or "stripTechPrefix" => (["prefix"], []),
        "extensionsToDid" or "didToExtensions" => (["block", "digits"], []),
        _ => ([], []),
    };

    private static IReadOnlyList<NumberRule> Make(ConfigSection rule, string preset)
    {
        string Value(string name) => rule.Text(name) ?? "";
        return preset switch
        {
            "addPlus" => NumberRulePresets.AddPlus(),
            "removePlus" => NumberRulePresets.RemovePlus(),
            "nationalToE164" => NumberRulePresets.NationalToE164(Value("country"), Value("trunkPrefix"), Value("internationalPrefix")),
            "e164ToNational" => NumberRulePresets.E164ToNational(Value("country"), Value("trunkPrefix"), Value("internationalPrefix")),
            "stripTrunkPrefix" => NumberRulePresets.StripTrunkPrefix(Value("prefix")),
            "addTechPrefix" => NumberRulePresets.AddTechPrefix(Value("prefix")),
            "stripTechPrefix" => NumberRulePresets.StripTechPrefix(Value("prefix")),
            "extensionsToDid" => NumberRulePresets.ExtensionsToDid(Value("block"), rule.Whole("digits") ?? 4),
            "didToExtensions" => NumberRulePresets.DidToExtensions(Value("block"), rule.Whole("digits") ?? 4),
            _ => [],
        };
    }
}
