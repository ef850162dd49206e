using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Domain.Stores;
using Telephony.Messaging.Outbox;
using Telephony.Messaging.Sending;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Scenarios.Messages;

/// <summary>An application, the outbox over a database, and carriers that the test plays; time goes by when the test says so.</summary>
internal sealed class MessageScene : IAsyncDisposable
{
    public const string Us = "+12025550100";
    public const string Them = "+14255550123";

    private const int MostRounds = 2000;

    private readonly TemporaryDirectory _directory = new();
    private readonly SenderDirectory _senders;
    private readonly MessageCarriers _carriers;
    private Database _database = null!;
    private MessageOutbox _outbox = null!;
    private MessageSender _sender = null!;

    private MessageScene(double perSecond, DoubtPolicy inDoubt, IReadOnlyList<ScriptedCarrier> carriers)
    {
        _carriers = new MessageCarriers(carriers.Select(carrier => new MessageCarrier(carrier, inDoubt)));
        Assert.True(NumberCatalogue.TryBuild([new NumberRecord { Range = NumberRange.Of(PhoneNumber.Parse(Us)), Destination = Destination.Echo.Instance, Capabilities = NumberCapabilities.All }], 1, out var numbers, out _));
        _senders = new SenderDirectory(() => numbers, [], [new SenderRoute("", [.. carriers.Select(static carrier => carrier.Carrier)], perSecond)], name => _carriers.Find(name) is not null);
    }

    public FakeTimeProvider Clock { get; } = new(SampleCalls.Epoch);

    public FailingStore Store { get; private set; } = null!;

    public OptOutStore OptOuts => field ??= new OptOutStore(_database);

    public static async Task<MessageScene> StartAsync(ScriptedCarrier[] carriers, double perSecond = 0, DoubtPolicy inDoubt = DoubtPolicy.AtMostOnce)
    {
        var scene = new MessageScene(perSecond, inDoubt, carriers);
        scene._database = await SqliteDatabase.OpenAsync(scene._directory.File(SqliteDatabase.FileName));
        scene.Store = new FailingStore(new MessageStore(scene._database));
        await scene.BeginAsync();
        return scene;
    }

    /// <summary>The gateway is killed, and started again: nothing of its memory is left.</summary>
    public async Task RestartAsync()
    {
        Store.IsOver = true;
        Store = new FailingStore(new MessageStore(_database));
        await BeginAsync();
    }

    /// <summary>The gateway is told to stop; what is under way must have been answered.</summary>
    public ValueTask StopAsync() => _outbox.DisposeAsync();

    public async Task<MessageId> AppSendsAsync(string text = "Hello", double hours = 12) => Assert.IsType<SendResult.Accepted>(Assert.Single(await AppSendsToAsync([Them], text, hours))).Id;

    public async Task<IReadOnlyList<SendResult>> AppSendsToAsync(string[] recipients, string text = "Hello", double hours = 12) =>
        Assert.IsType<SendAnswer.Results>(await _sender.SendAsync(
            new SendRequest { Resource = ResourceId.Default, From = MessageAddress.Of(PhoneNumber.Parse(Us)), Text = text, Recipients = [.. recipients.Select(static to => new SendRecipient(to, ""))], ReportLimit = TimeSpan.FromHours(hours) }, default)).Items;

    public Task<bool> CarrierReportsAsync(string carrier, string id, DeliveryState state = DeliveryState.Delivered) => _outbox.ReportAsync(new DeliveryReport(carrier, id, state, Clock.GetUtcNow(), ""));

    /// <summary>Time goes by, and all that is due by then has been begun.</summary>
    public async Task WaitAsync(double seconds)
    {
        await QuietAsync();
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        await QuietAsync();
    }

    /// <summary>The message comes to be in the state, with no time going by.</summary>
    public async Task<MessageRecord> BecomesAsync(MessageId id, MessageState state)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (await Store.FindAsync(ResourceId.Default, id, default) is { } found && found.State == state) return found;
            await QuietAsync();
        }
        throw new InvalidOperationException($"Message {id} is {(await Store.FindAsync(ResourceId.Default, id, default))?.State}, not {state}.");
    }

    public async ValueTask DisposeAsync()
    {
        Store.IsOver = true;
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    // What was on its way to the store when this began has been written, and its consequences have begun, when a report that means nothing has come after it a few times.
    private async Task QuietAsync()
    {
        if (Store.IsAway) return;
        for (var i = 0; i < 3; i++) await _outbox.ReportAsync(new DeliveryReport("nobody", "nothing", DeliveryState.Enroute, null, ""));
    }

    private async Task BeginAsync()
    {
        _outbox = new MessageOutbox(_carriers, Store, OptOuts, Clock, NullLogger<MessageOutbox>.Instance);
        _sender = new MessageSender(Store, _senders, _outbox, Clock);
        await _outbox.StartAsync(default);
    }
}

/// <summary>A store that can be away, and that a dead gateway cannot use any more.</summary>
internal sealed class FailingStore(MessageStore store) : IMessageStore
{
    public bool IsAway { get; set; }

    public bool IsOver { get; set; }

    public async ValueTask<MessageTurnResult> TurnAsync(MessageTurn turn, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation)
    {
        if (IsOver) await new TaskCompletionSource().Task;
        return IsAway ? throw new StorageException(StorageFault.Unavailable, "The store is away.") : await store.TurnAsync(turn, tell, now, cancellation);
    }

    public ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation) => store.TakeOverAsync(before, now, most, cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> ListSendingAsync(CancellationToken cancellation) => store.ListSendingAsync(cancellation);

    public ValueTask<DateTimeOffset?> NextDueAsync(string carrier, CancellationToken cancellation) => store.NextDueAsync(carrier, cancellation);

    public ValueTask<DateTimeOffset?> LastDueAsync(MessageAddress sender, CancellationToken cancellation) => store.LastDueAsync(sender, cancellation);

    public ValueTask<int> ApplyKeptAsync(Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) => store.ApplyKeptAsync(tell, now, cancellation);

    public ValueTask<int> ExpireReportsAsync(Func<MessageRecord, NewEvent?> tell, DateTimeOffset now, int most, CancellationToken cancellation) => store.ExpireReportsAsync(tell, now, most, cancellation);

    public ValueTask<InboundMessage?> ReceiveAsync(InboundMessage message, ResourceId resource, Func<InboundMessage, MessageId, NewEvent?> tell, CancellationToken cancellation) =>
        store.ReceiveAsync(message, resource, tell, cancellation);

    public ValueTask<MessageRecord?> FindAsync(ResourceId resource, MessageId id, CancellationToken cancellation) => store.FindAsync(resource, id, cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> ListAsync(ResourceId? resource, MessageState? state, int most, CancellationToken cancellation) => store.ListAsync(resource, state, most, cancellation);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => store.ForgetAsync(before, cancellation);
}
