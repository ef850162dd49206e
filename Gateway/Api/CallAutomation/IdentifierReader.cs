using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Users;

namespace Telephony.Api.CallAutomation;

/// <summary>Whom a request means: who is to be called, whose number is shown, which call. Each names the field in what it refuses.</summary>
internal static class IdentifierReader
{
    private const int LongestSip = 512;

    /// <summary>Somebody to be called: a phone number, a user of the resource, or a SIP address, which the API's clients know as an unknown identifier.</summary>
    public static bool TryCallee(ApiCall call, string field, CommunicationIdentifierModel? who, out string callee, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (callee, refused) = ("", null);
        var raw = who?.RawId ?? "";
        if (who is null) refused = ApiErrors.Missing(field);
        else if (who.MicrosoftTeamsUser is not null || who.MicrosoftTeamsApp is not null || who.TeamsExtensionUser is not null || raw.StartsWith("28:", StringComparison.Ordinal) || IsTeams(raw))
            refused = ApiErrors.BadField(field, "Teams is reached by a trunk and a phone number, not by its own identifiers");
        else if (who.CommunicationUser?.Id is { } id || raw.StartsWith("8:acs:", StringComparison.Ordinal)) return TryUser(call, field, who.CommunicationUser?.Id ?? raw, out callee, out refused);
        else if (IsSip(raw)) return TrySip(field, raw, out callee, out refused);
        else if (PhoneNumber.TryParse(who.PhoneNumber?.Value ?? (raw.StartsWith("4:", StringComparison.Ordinal) ? raw[2..] : ""), out var number)) callee = number.ToString();
        else refused = ApiErrors.BadField(field, "a phone number such as +14255550123 in phoneNumber.value, a user in communicationUser.id, or a SIP address such as sip:alice@example.com in rawId is needed");
        return refused is null;
    }

    /// <summary>Several, each once.</summary>
    public static bool TryCallees(ApiCall call, string field, IReadOnlyList<CommunicationIdentifierModel?>? who, int most, out List<string> callees, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (callees, refused) = ([], null);
        if (who is null or { Count: 0 }) refused = ApiErrors.Missing(field);
        else if (who.Count > most) refused = ApiErrors.BadField(field, $"at most {most} are allowed");
        for (var i = 0; refused is null && i < who!.Count; i++)   // checked above
        {
            var place = $"{field}[{i.ToString(CultureInfo.InvariantCulture)}]";
            if (!TryCallee(call, place, who[i], out var callee, out refused)) break;
            if (callees.Contains(callee)) refused = ApiErrors.BadField(place, "each is called once");
            callees.Add(callee);
        }
        return refused is null;
    }

    /// <summary>A user of the resource; empty where none is named.</summary>
    public static bool TryUser(ApiCall call, string field, string? id, out string user, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (user, refused) = ("", null);
        if (string.IsNullOrEmpty(id)) return true;
        if (!CommunicationUserId.TryParse(id, out var parsed)) refused = ApiErrors.BadField(field, "a user's id is needed, 8:acs:RESOURCE_USER with two GUIDs");
        else if (parsed.Resource != call.Resource.ImmutableId) refused = ApiErrors.BadField(field, "the user belongs to another resource");
        else user = parsed.ToString();
        return refused is null;
    }

    /// <summary>The number that is shown; empty where none is given.</summary>
    public static bool TryShown(PhoneNumberIdentifierModel? shown, out string number, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (number, refused) = ("", null);
        if (shown is null || shown.IsAnonymous == true || string.IsNullOrEmpty(shown.Value)) return true;
        if (PhoneNumber.TryParse(shown.Value, out var parsed)) number = parsed.ToString();
        else refused = ApiErrors.BadField("sourceCallerIdNumber", "a phone number such as +14255550123 is needed, in value");
        return refused is null;
    }

    /// <summary>A call that runs. Calls of groups and rooms never do here, whatever their id.</summary>
    public static bool TryServerCall(CallLocator? locator, out string serverCallId, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (serverCallId, refused) = (locator?.ServerCallId ?? "", null);
        if (locator is null) refused = ApiErrors.Missing("callLocator");
        else if (serverCallId.Length > 0) return true;
        else if (locator.GroupCallId is { Length: > 0 } group) refused = Guid.TryParse(group, out _) ? NoCall("groupCallId: there is no group call of this id; group calls are joined by clients of the service, and none comes here") : ApiErrors.BadField("callLocator.groupCallId", "a GUID is needed");
        else if (locator.RoomId is { Length: > 0 }) refused = NoCall("roomId: there is no room of this id");
        else refused = ApiErrors.BadField("callLocator", "a serverCallId is needed, which answers and events of a call have");
        return refused is null;
    }

    private static ApiAnswer NoCall(string why) => ApiErrors.Error(404, "CallNotFound", $"callLocator.{why}.", "callLocator");

    private static bool IsTeams(string raw) => raw.StartsWith("8:", StringComparison.Ordinal) && !raw.StartsWith("8:acs:", StringComparison.Ordinal);

    private static bool IsSip(string raw) => raw.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || raw.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);

    private static bool TrySip(string field, string raw, out string callee, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (callee, refused) = (raw, null);
        var host = raw[(raw.LastIndexOf('@') + 1)..];
        if (raw.Length > LongestSip || raw.Any(static c => c is <= ' ' or >= '\x7F' or '<' or '>' or '"' or '?') || !raw.Contains('@', StringComparison.Ordinal) || host.Length == 0)
            refused = ApiErrors.BadField(field, $"a SIP address such as sip:alice@example.com is needed, of at most {LongestSip} characters and without headers");
        return refused is null;
    }
}
