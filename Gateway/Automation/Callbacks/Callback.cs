namespace Telephony.Automation.Callbacks;

/// <summary>One event on its way to an application.</summary>
/// <param name="Type">In the API's words: <c>Microsoft.Communication.CallConnected</c>.</param>
/// <param name="Subject">Of which connection: <c>calling/callConnections/ID</c>.</param>
/// <param name="Data">A JSON object, UTF-8.</param>
public sealed record Callback(Guid Id, Uri Url, string Type, string Subject, DateTimeOffset At, ReadOnlyMemory<byte> Data);

/// <summary>What came of one attempt.</summary>
/// <param name="Taken">2xx.</param>
/// <param name="Final">It will never be taken, however often it is sent.</param>
/// <param name="Why">For people; without the address.</param>
public readonly record struct CallbackReply(bool Taken, bool Final, string Why);

/// <summary>Sends callbacks over HTTP, signed for their receiver. Any thread; throws nothing but for cancellation.</summary>
public interface ICallbackWire
{
    /// <param name="resource">Whose call it is: the token is for it.</param>
    ValueTask<CallbackReply> SendAsync(Callback callback, Domain.Identity.ResourceId resource, CancellationToken cancellation);
}
