using System.Text.RegularExpressions;

namespace Telephony.Domain.NumberRules;

/// <summary>Rules for the rewrites that nearly every trunk needs. Each gives one or two rules, in the order in which they must stand.</summary>
public static class NumberRulePresets
{
    public static readonly IReadOnlyList<string> Names =
    [
        "addPlus", "removePlus", "nationalToE164", "e164ToNational", "stripTrunkPrefix", "addTechPrefix", "stripTechPrefix", "extensionsToDid", "didToExtensions",
    ];

    /// <summary>"14255550123" becomes "+14255550123": digits that already are international.</summary>
    public static IReadOnlyList<NumberRule> AddPlus() => [NumberRule.Create("addPlus", @"^([1-9]\d{6,14})$", "+$1")];

    /// <summary>"+14255550123" becomes "14255550123".</summary>
    public static IReadOnlyList<NumberRule> RemovePlus() => [NumberRule.Create("removePlus", @"^\+(\d+)$", "$1")];

    /// <summary>With country "49" and trunk prefix "0": "0711123456" becomes "+49711123456" and "0043123456" becomes "+43123456".</summary>
    /// <param name="trunkPrefix">Dialled before the area code at home; empty where there is none.</param>
    /// <param name="internationalPrefix">Dialled before a country code; empty to leave such numbers alone.</param>
    public static IReadOnlyList<NumberRule> NationalToE164(string country, string trunkPrefix, string internationalPrefix)
    {
        var rules = new List<NumberRule>();
        if (internationalPrefix.Length > 0)
        {
            rules.Add(NumberRule.Create("nationalToE164 (international)", $@"^{Regex.Escape(internationalPrefix)}([1-9]\d{{6,14}})$", "+$1"));
        }
        rules.Add(NumberRule.Create("nationalToE164", $@"^{Regex.Escape(trunkPrefix)}([1-9]\d{{4,13}})$", $"+{country}${{1}}"));
        return rules;
    }

    /// <summary>With country "49", trunk prefix "0" and international prefix "00": "+49711123456" becomes "0711123456", "+43123456" becomes "0043123456".</summary>
    public static IReadOnlyList<NumberRule> E164ToNational(string country, string trunkPrefix, string internationalPrefix)
    {
        var rules = new List<NumberRule> { NumberRule.Create("e164ToNational", $@"^\+{country}(\d+)$", $"{trunkPrefix}${{1}}") };
        if (internationalPrefix.Length > 0) rules.Add(NumberRule.Create("e164ToNational (international)", @"^\+(\d+)$", $"{internationalPrefix}${{1}}"));
        return rules;
    }

    /// <summary>Drops what a switchboard dials to get a line: with prefix "9", "914255550123" becomes "14255550123".</summary>
    public static IReadOnlyList<NumberRule> StripTrunkPrefix(string prefix) =>
        [NumberRule.Create("stripTrunkPrefix", $@"^{Regex.Escape(prefix)}(\+?\d{{3,}})$", "$1")];

    /// <summary>Puts the carrier's technical prefix in front: with "1234#", "+14255550123" becomes "1234#14255550123".</summary>
    public static IReadOnlyList<NumberRule> AddTechPrefix(string prefix) => [NumberRule.Create("addTechPrefix", @"^\+?(\d+)$", $"{prefix}${{1}}")];

    public static IReadOnlyList<NumberRule> StripTechPrefix(string prefix) => [NumberRule.Create("stripTechPrefix", $"^{Regex.Escape(prefix)}(.+)$", "$1")];

    /// <summary>With block "+1206555" and 4 digits: "4711" becomes "+12065554711".</summary>
    public static IReadOnlyList<NumberRule> ExtensionsToDid(string block, int digits) =>
        [NumberRule.Create("extensionsToDid", $@"^(\d{{{digits}}})$", $"{block}${{1}}")];

    /// <summary>The reverse: "+12065554711" becomes "4711".</summary>
    public static IReadOnlyList<NumberRule> DidToExtensions(string block, int digits) =>
        [NumberRule.Create("didToExtensions", $@"^{Regex.Escape(block)}(\d{{{digits}}})$", "$1")];
}
