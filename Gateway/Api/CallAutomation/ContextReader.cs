using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>
/// What goes along with a call, within the service's limits: five headers of SIP, whose names begin with <c>X-MS-Custom-</c> or <c>X-</c>, User-To-User beside them, and up to a thousand for users. Names have 64 characters at most,
/// values 256 of SIP and 1024 of the others.
/// </summary>
internal static class ContextReader
{
    private const int MostSip = 5;
    private const int MostVoip = 1000;
    private const int LongestName = 64;
    private const int LongestSip = 256;
    private const int LongestVoip = 1024;
    private const string Symbols = ".!%*_+~-";
    private const string Field = "customCallingContext";

    public static bool TryContext(CustomCallingContextInternal? wire, out CustomContext context, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (context, refused) = (CustomContext.None, null);
        if (wire is null) return true;
        var (sip, voip, own) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, string>>(), 0);
        if (wire.TeamsPhoneCallDetails is not null) refused = ApiErrors.BadField($"{Field}.teamsPhoneCallDetails", "Teams is reached by a trunk, which has no place for them");
        foreach (var (name, value) in wire.SipHeaders ?? [])
        {
            if (refused is not null) break;
            var field = $"{Field}.sipHeaders.{name}";
            var isUser = name.Equals("User-To-User", StringComparison.OrdinalIgnoreCase);
            if (!isUser && ++own > MostSip) refused = ApiErrors.BadField($"{Field}.sipHeaders", $"at most {MostSip} are allowed beside User-To-User");
            else if (!isUser && !(name.Length > 2 && name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) && IsName(name))) refused = ApiErrors.BadField(field, $"allowed are User-To-User and names that begin with X-MS-Custom- or X-, at most {LongestName} letters, digits and {Symbols}");
            else if (!IsValue(value, LongestSip)) refused = ApiErrors.BadField(field, $"a value of at most {LongestSip} characters without control characters is needed");
            else sip.Add(new(name, value));
        }
        foreach (var (name, value) in wire.VoipHeaders ?? [])
        {
            if (refused is not null) break;
            var field = $"{Field}.voipHeaders.{name}";
            if (voip.Count == MostVoip) refused = ApiErrors.BadField($"{Field}.voipHeaders", $"at most {MostVoip} are allowed");
            else if (name.Length == 0 || !IsName(name)) refused = ApiErrors.BadField(field, $"a name of at most {LongestName} letters, digits and {Symbols} is needed");
            else if (!IsValue(value, LongestVoip)) refused = ApiErrors.BadField(field, $"a value of at most {LongestVoip} characters without control characters is needed");
            else voip.Add(new(name, value));
        }
        if (refused is null) context = new CustomContext(sip, voip);
        return refused is null;
    }

    private static bool IsName(string name) => name.Length <= LongestName && name.All(static c => char.IsAsciiLetterOrDigit(c) || Symbols.Contains(c, StringComparison.Ordinal));

    private static bool IsValue([NotNullWhen(true)] string? value, int longest) => value is not null && value.Length <= longest && !value.Any(char.IsControl);
}
