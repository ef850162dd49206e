using System.Collections.Concurrent;
using Telephony.Domain.Messages;

namespace Telephony.Contracts.Messages;

/// <summary>A carrier that cannot be asked, and counts what it gets. Several gateways may have one each with the same <paramref name="taken"/>.</summary>
internal sealed class CountingCarrier(string name, ConcurrentQueue<MessageId> taken) : ICarrierMessages
{
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    public string Carrier => name;

    public int Window => 5;

    public bool CanBeAsked => false;

    public string? NotReady => null;

    /// <summary>When the gateway has died: nothing more comes of what it sends.</summary>
    public Task Died => _dead.Task;

    /// <summary>The gateway dies with the message after so many: the carrier has that one, and nobody hears of it.</summary>
    public void DieAfter(int messages) => _left = messages;

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        await Task.Yield();
        var left = Interlocked.Decrement(ref _left);
        if (left >= -1) taken.Enqueue(message.Id);
        if (left >= 0) return new SendOutcome.Accepted([message.Id.ToString()]);
        _dead.TrySetResult();
        await new TaskCompletionSource().Task;
        throw new InvalidOperationException("The dead do not answer.");
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) => ValueTask.FromResult<AskOutcome>(new AskOutcome.Silent("It cannot be asked."));
}
