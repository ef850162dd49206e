using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Automation.Commands;

/// <summary>Which number may be shown to those who are called: one that the resource owns and may call with, or that of a phone which is in the call (a forwarded call).</summary>
internal static class CallerIds
{
    /// <param name="within">The conversation that somebody is called into; null: a new one.</param>
    public static Refusal? Judge(AutomationDesk desk, ResourceId resource, string callerId, Conversation? within = null)
    {
        if (callerId.Length == 0) return Refusals.Bad("sourceCallerIdNumber: a number of this resource is needed to call phone numbers.");
        if (within is not null && within.Participants.Any(party => party.Number == callerId)) return null;
        if (!PhoneNumber.TryParse(callerId, out var number) || desk.Numbers.Current.Find(number, resource) is not { } record || record.Resource != resource)
            return Refusals.Bad($"sourceCallerIdNumber: {callerId} is no number of this resource.");
        return record.Capabilities.HasFlag(NumberCapabilities.VoiceOut) ? null : Refusals.Bad($"sourceCallerIdNumber: {callerId} may not make calls.");
    }
}
