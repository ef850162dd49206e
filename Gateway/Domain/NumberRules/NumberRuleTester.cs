using Telephony.Domain.Addresses;

namespace Telephony.Domain.NumberRules;

/// <summary>What becomes of one typed number in each of the four directions: for the dry run and for operators.</summary>
public static class NumberRuleTester
{
    public static IReadOnlyList<(NumberDirection Direction, RewrittenNumber Number)> Try(
        string number, NumberRuleLists gateway, NumberRuleLists trunk, EmergencyNumbers emergency) =>
        [.. Enum.GetValues<NumberDirection>().Select(direction => (direction, NumberRewriter.Apply(number, direction, gateway, trunk, emergency)))];
}
