using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Automation.Commands;

/// <summary>
/// Which number may be shown to those who are called:
/// <code>
///   owned       of the resource, and may make calls
///   verified    the customer's, proven to be so, and in the inventory for outbound calls alone
///   forwarded   of a phone that is in a call of the resource
/// </code>
/// Users and SIP addresses may be called without one.
/// </summary>
internal static class CallerIds
{
    /// <param name="callerId">Normalised; empty: none.</param>
    public static Refusal? Judge(AutomationDesk desk, ResourceId resource, string callerId, IReadOnlyList<string> targets)
    {
        if (callerId.Length == 0) return targets.Any(Identifiers.IsPhone) ? Refusals.Bad("sourceCallerIdNumber: a number of this resource is needed to call phone numbers.") : null;
        var isOurs = PhoneNumber.TryParse(callerId, out var number) && desk.Numbers.Current.Find(number, resource) is { } record && record.Resource == resource && record.Capabilities.HasFlag(NumberCapabilities.VoiceOut);
        return isOurs || desk.IsInACall(callerId, resource) ? null : Refusals.Bad($"sourceCallerIdNumber: {callerId} is no number of this resource that may make calls, and no phone in a call of it has this number.");
    }
}
