using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;

namespace Telephony.Calls.Transfer;

/// <summary>Who calls the target of a transfer: the transferee, under the number that the call knows it by.</summary>
internal static class TransferIdentity
{
    public static CallIdentity Of(Call call, Leg transferee)
    {
        if (!call.IsOwn && ReferenceEquals(transferee, call.A)) return call.Identity with { Called = "", CalledWire = "" };
        var number = NumberOf(call, transferee);
        return new CallIdentity("", "", number, number, "", number.Length == 0);
    }

    /// <summary>Normalised; empty when nobody knows it.</summary>
    public static string NumberOf(Call call, Leg leg) =>
        leg.Number ?? (!call.IsOwn && ReferenceEquals(leg, call.A) ? call.Identity.Caller : ReferenceEquals(leg, call.B) ? call.Record.Called ?? "" : "");
}
