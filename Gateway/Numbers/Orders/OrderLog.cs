using Microsoft.Extensions.Logging;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberOrders;

namespace Telephony.Numbers.Orders;

/// <summary>Ids 6520 to 6549.</summary>
internal static partial class OrderLog
{
    [LoggerMessage(6520, LogLevel.Information, "Order {Order} ({Kind} {Number} at {Carrier}) is {State}")]
    public static partial void Over(this ILogger logger, NumberOrderId order, NumberOrderKind kind, PhoneNumber number, string carrier, NumberOrderState state);

    [LoggerMessage(6521, LogLevel.Warning, "Order {Order} ({Kind} {Number} at {Carrier}) is {State}: {Why}")]
    public static partial void NotWell(this ILogger logger, NumberOrderId order, NumberOrderKind kind, PhoneNumber number, string carrier, NumberOrderState state, string why);

    [LoggerMessage(6522, LogLevel.Warning, "Order {Order} was interrupted while {State}: {Carrier} is asked what became of it")]
    public static partial void Interrupted(this ILogger logger, NumberOrderId order, NumberOrderState state, string carrier);

    [LoggerMessage(6523, LogLevel.Error, "Order {Order} is for the carrier {Carrier}, which is no longer in the settings: it waits until it is")]
    public static partial void CarrierGone(this ILogger logger, NumberOrderId order, string carrier);

    [LoggerMessage(6524, LogLevel.Warning, "Orders cannot be stored at the moment, and are tried again: {Why}")]
    public static partial void StoreFailed(this ILogger logger, string why);

    [LoggerMessage(6525, LogLevel.Error, "The adapter of {Carrier} failed on order {Order}")]
    public static partial void AdapterThrew(this ILogger logger, Exception exception, string carrier, NumberOrderId order);

    [LoggerMessage(6526, LogLevel.Information, "{Orders} orders for numbers were left unfinished by the last run; they go on")]
    public static partial void LeftBehind(this ILogger logger, int orders);

    [LoggerMessage(6527, LogLevel.Information, "{Numbers} numbers are free again: their reservation or quarantine is over")]
    public static partial void Expired(this ILogger logger, int numbers);
}
