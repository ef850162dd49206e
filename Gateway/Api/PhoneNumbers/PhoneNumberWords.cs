using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Api.PhoneNumbers;

/// <summary>The API's words for those of the domain, both ways.</summary>
internal static class PhoneNumberWords
{
    public const string Types = "geographic, tollFree, mobile";
    public const string Directions = "none, inbound, outbound, inbound+outbound";

    public static bool TryType(string? word, out NumberType type)
    {
        type = word switch { "tollFree" => NumberType.TollFree, "mobile" => NumberType.Mobile, _ => NumberType.Geographic };
        return word is "geographic" or "tollFree" or "mobile";
    }

    public static bool TryAssignment(string? word, out NumberAssignment assignment)
    {
        assignment = word == "person" ? NumberAssignment.Person : NumberAssignment.Application;
        return word is "person" or "application";
    }

    public static string Word(NumberType type) => type switch { NumberType.TollFree => "tollFree", NumberType.Mobile => "mobile", _ => "geographic" };

    public static string Word(NumberAssignment assignment) => assignment == NumberAssignment.Person ? "person" : "application";

    /// <summary>What is left out stays as in <paramref name="otherwise"/>. The refusal names the field.</summary>
    public static bool TryCapabilities(CapabilitiesWire? wire, NumberCapabilities otherwise, string field, out NumberCapabilities capabilities, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (capabilities, refused) = (NumberCapabilities.None, null);
        if (!TryDirections(wire?.Calling, NumberCapabilities.VoiceIn, NumberCapabilities.VoiceOut, otherwise, ref capabilities)) refused = ApiErrors.BadField($"{field}calling", $"allowed are {Directions}");
        else if (!TryDirections(wire?.Sms, NumberCapabilities.SmsIn, NumberCapabilities.SmsOut, otherwise, ref capabilities)) refused = ApiErrors.BadField($"{field}sms", $"allowed are {Directions}");
        return refused is null;
    }

    public static CapabilitiesWire Wire(NumberCapabilities capabilities) => new()
    {
        Calling = Directional(capabilities.HasFlag(NumberCapabilities.VoiceIn), capabilities.HasFlag(NumberCapabilities.VoiceOut)),
        Sms = Directional(capabilities.HasFlag(NumberCapabilities.SmsIn), capabilities.HasFlag(NumberCapabilities.SmsOut)),
    };

    /// <summary>Nothing is free of charge that has no price: it is the operator's own.</summary>
    public static CostWire Wire(NumberCost cost) => new(cost.Amount, cost.IsKnown ? cost.Currency : "USD");

    public static string Id(PhoneNumber number) => number.ToString()[1..];

    public static string Word(ReservationState state) => state switch { ReservationState.Submitted => "submitted", ReservationState.Completed => "completed", ReservationState.Expired => "expired", _ => "active" };

    public static string Word(NumberOperationState state) => state switch { NumberOperationState.NotStarted => "notStarted", NumberOperationState.Succeeded => "succeeded", NumberOperationState.Failed => "failed", _ => "running" };

    public static string Word(NumberOperationKind kind) => kind switch
    {
        NumberOperationKind.Search => "search",
        NumberOperationKind.Purchase => "purchase",
        NumberOperationKind.ReservationPurchase => "reservationPurchase",
        NumberOperationKind.Release => "releasePhoneNumber",
        _ => "updatePhoneNumberCapabilities",
    };

    public static AvailableNumberWire Wire(NumberOffer offer, string status) => new()
    {
        Id = Id(offer.Number), CountryCode = offer.Country, PhoneNumber = offer.Number.ToString(), Capabilities = Wire(offer.Capabilities), PhoneNumberType = Word(offer.Type), AssignmentType = Word(offer.Assignment),
        Cost = Wire(offer.Cost), Status = status, IsAgreementToNotResellRequired = offer.NoResell,
    };

    public static AvailableNumberWire Wire(ReservedNumber number) => Wire(
        number.Offer, number.State switch { ReservedNumberState.Purchased => "purchased", ReservedNumberState.Expired => "expired", ReservedNumberState.Error => "error", _ => "reserved" })
        with { Error = number.ErrorCode.Length > 0 ? new ErrorWire(number.ErrorCode, number.Error) : null };

    private static bool TryDirections(string? word, NumberCapabilities inbound, NumberCapabilities outbound, NumberCapabilities otherwise, ref NumberCapabilities capabilities)
    {
        switch (word)
        {
            case null: capabilities |= otherwise & (inbound | outbound); break;
            case "none": break;
            case "inbound": capabilities |= inbound; break;
            case "outbound": capabilities |= outbound; break;
            case "inbound+outbound": capabilities |= inbound | outbound; break;
            default: return false;
        }
        return true;
    }

    private static string Directional(bool inbound, bool outbound) => (inbound, outbound) switch { (true, true) => "inbound+outbound", (true, false) => "inbound", (false, true) => "outbound", _ => "none" };
}
