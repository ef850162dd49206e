using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Orders;

/// <summary>Why an order failed, in the words that the API's documents have for it.</summary>
public static class OrderErrors
{
    public const string PurchaseFailed = "PurchaseFailed";
    public const string ProvisioningFailed = "ProvisioningFailed";
    public const string ReleaseFailed = "ReleaseFailed";
    public const string OutcomeUnknown = "OutcomeUnknown";
    public const string Cancelled = "OperationCancelled";

    /// <summary>For a refusal by the carrier while the order was in the state.</summary>
    public static string CodeOf(NumberOrderState state, OrderRefusal reason) => (state, reason) switch
    {
        (_, OrderRefusal.NoCredit) => "NotEnoughCredit",
        (_, OrderRefusal.MissingAddress) => "MissingAddress",
        (NumberOrderState.Buying, OrderRefusal.Taken) => "NumberNotAvailable",
        (NumberOrderState.Buying, _) => PurchaseFailed,
        (NumberOrderState.Releasing, _) => ReleaseFailed,
        _ => ProvisioningFailed,
    };

    /// <summary>For an order that gave up in the state.</summary>
    public static string CodeOf(NumberOrderState state) => state switch
    {
        NumberOrderState.Requested => PurchaseFailed,
        NumberOrderState.Leaving => ReleaseFailed,
        _ => ProvisioningFailed,
    };
}
