using System.Globalization;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Commands;

/// <summary><c>telephony rules NUMBER</c>: what the number rules make of a number in each of the four directions, and by which rules (DR-29).</summary>
internal static class RulesCommand
{
    public static int Run(string? config, string number, string? trunkName, TextWriter output)
    {
        if (CommandSettings.Load(config, output) is not { } settings) return ExitCodes.BadSettings;
        var loaded = SbcConfigLoader.Load(settings.SbcConfig);
        if (loaded.Catalogue is not { } catalogue)
        {
            output.WriteLine(CommandSettings.Sentences(loaded.Mistakes, settings.SbcConfig));
            return ExitCodes.BadSettings;
        }
        Trunk? trunk = null;
        if (trunkName is not null && (!TrunkId.TryParse(trunkName, out var id) || (trunk = catalogue.Find(id)) is null))
        {
            output.WriteLine($"--trunk {trunkName}: no such trunk; known are {string.Join(", ", catalogue.Trunks.Select(static t => t.Id.Value))}.");
            return ExitCodes.Refused;
        }
        foreach (var (direction, made) in NumberRuleTester.Try(number, catalogue.NumberRules, trunk?.NumberRules ?? NumberRuleLists.None, catalogue.Emergency))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{WordOf(direction),-16} {made.After,-24} {(made.Rules is { } rules ? $"by {rules}" : "no rule matches")}"));
        if (catalogue.Emergency.Contains(number)) output.WriteLine($"{number} is an emergency number: only rules with \"emergency\": true alter it.");
        return ExitCodes.Good;
    }

    /// <summary>As the list is named in the files.</summary>
    private static string WordOf(NumberDirection direction) => direction switch
    {
        NumberDirection.InboundCalled => "inboundCalled",
        NumberDirection.InboundCalling => "inboundCalling",
        NumberDirection.OutboundCalled => "outboundCalled",
        _ => "outboundCalling",
    };
}
