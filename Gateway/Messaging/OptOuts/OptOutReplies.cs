namespace Telephony.Messaging.OptOuts;

/// <summary>What we answer to STOP, START and HELP; empty: nothing. Settings of the operator.</summary>
public sealed record OptOutReplies
{
    public string Stop { get; init; } = "You have been unsubscribed and will receive no more messages. Reply START to subscribe again.";

    public string Start { get; init; } = "You have been subscribed again and will receive messages. Reply HELP for help, STOP to unsubscribe.";

    public string Help { get; init; } = "Reply STOP to unsubscribe. Message and data rates may apply.";

    public string Of(OptOutWish wish) => wish switch { OptOutWish.Stop => Stop, OptOutWish.Start => Start, OptOutWish.Help => Help, _ => "" };
}
