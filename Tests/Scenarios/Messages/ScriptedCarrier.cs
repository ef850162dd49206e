using System.Threading.Channels;
using Telephony.Domain.Messages;

namespace Telephony.Scenarios.Messages;

/// <summary>A message as it came to the carrier, to be answered by the test.</summary>
internal sealed class Handed(OutboundMessage message)
{
    public OutboundMessage Message => message;

    public TaskCompletionSource<SendOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Takes(params string[] ids) => Outcome.SetResult(new SendOutcome.Accepted(ids));

    public void AsksForRest(double seconds) => Outcome.SetResult(new SendOutcome.NotTaken(TimeSpan.FromSeconds(seconds), "rest"));

    public void IsBusy() => Outcome.SetResult(new SendOutcome.NotTaken(null, "busy"));

    public void Refuses() => Outcome.SetResult(new SendOutcome.Refused("30005", "No such number."));

    public void SaysNothing() => Outcome.SetResult(new SendOutcome.Unknown("No answer.", []));
}

/// <summary>A carrier that does what the test says.</summary>
internal sealed class ScriptedCarrier(string name, int window) : ICarrierMessages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<Handed> _handed = Channel.CreateUnbounded<Handed>();

    public string Carrier => name;

    public int Window => window;

    public bool CanBeAsked => false;

    public string? NotReady { get; set; }

    /// <summary>The next message, however long this machine takes.</summary>
    public async Task<Handed> ReceivesAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _handed.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Messages that came and were not looked at.</summary>
    public int More => _handed.Reader.Count;

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        var handed = new Handed(message);
        await _handed.Writer.WriteAsync(handed, cancellation);
        return await handed.Outcome.Task;
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) => ValueTask.FromResult<AskOutcome>(new AskOutcome.Silent("It cannot be asked."));
}
