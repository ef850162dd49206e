using Telephony.Domain.Numbers;
using Telephony.Twilio.Rest;

namespace Telephony.Twilio.Numbers;

/// <summary>What Twilio's refusals of an order for a number mean (https://www.twilio.com/docs/api/errors).</summary>
internal static class OrderCodes
{
    private static readonly TimeSpan Mended = TimeSpan.FromMinutes(1);

    public static OrderOutcome Of<T>(TwilioAnswer<T> answer, Func<T, string> carrierId) => answer switch
    {
        TwilioAnswer<T>.Done done => new OrderOutcome.Done(carrierId(done.Value)),
        TwilioAnswer<T>.NotSent lost => new OrderOutcome.NotDone(null, lost.Why),
        TwilioAnswer<T>.Silent silent => new OrderOutcome.Unknown(silent.Why),
        TwilioAnswer<T>.Refused { Status: >= 500 } failed => new OrderOutcome.Unknown($"Twilio failed: {failed.Status} {failed.Code}"),
        TwilioAnswer<T>.Refused { Status: 429 } busy => new OrderOutcome.NotDone(busy.After, "Twilio asks for rest."),
        TwilioAnswer<T>.Refused { Status: 401 or 403 } door => new OrderOutcome.NotDone(Mended, $"Twilio does not let us in: {door.Code} {door.Message}"),
        TwilioAnswer<T>.Refused no => new OrderOutcome.Refused(ReasonOf(no.Code), no.Code != 0 ? $"{no.Code}" : $"HTTP {no.Status}", no.Message),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer that is known here."),
    };

    private static OrderRefusal ReasonOf(int code) => code switch
    {
        21422 or 21452 => OrderRefusal.Taken,                       // not available; none found
        20005 or 21404 or 21405 => OrderRefusal.NoCredit,           // account not active; trial account, its limit of numbers
        21615 or 21631 or 21649 or 21650 or 21651 => OrderRefusal.MissingAddress,      // address, local address, regulatory bundle wanted
        21421 or 21603 or 21606 => OrderRefusal.NotSupported,       // no such number; cannot do that
        _ => OrderRefusal.Other,
    };
}
