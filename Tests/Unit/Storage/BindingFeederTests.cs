using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Domain.Stores;
using Telephony.Storage.Bindings;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class BindingFeederTests
{
    private readonly FakeTimeProvider _clock = new(SampleCalls.Epoch);
    private readonly FailingStore _store = new() { Failing = true };

    [Fact]
    public async Task What_the_store_refused_is_tried_again_and_the_last_word_counts()
    {
        var feeder = new BindingFeeder(_store, _clock, NullLogger<BindingFeeder>.Instance);
        feeder.Save(Made("4711") with { CSeq = 1 });
        feeder.Save(Made("4712"));
        await _store.Refused.Task;
        feeder.Save(Made("4711") with { CSeq = 2 });
        feeder.Remove(Made("4712").Key);
        _store.Failing = false;
        await feeder.DisposeAsync();

        Assert.Equal([("4711", 2u)], _store.Kept.Kept.Select(static binding => (binding.Aor, binding.CSeq)));
    }

    [Fact]
    public async Task The_try_comes_by_itself_after_a_pause()
    {
        await using var feeder = new BindingFeeder(_store, _clock, NullLogger<BindingFeeder>.Instance);
        feeder.Save(Made("4711"));
        await _store.Refused.Task;
        _store.Failing = false;
        while (!_store.Taken.Task.IsCompleted)
        {
            _clock.Advance(BindingFeeder.Pause);
            await Task.Delay(1);
        }

        Assert.Single(_store.Kept.Kept);
    }

    private static Binding Made(string aor) => new()
    {
        Trunk = TrunkId.Parse("phones.example"),
        Account = "kim",
        Aor = aor,
        Contact = $"sip:{aor}@10.0.0.9",
        SipCallId = "call-1",
        CSeq = 1,
        RegisteredAt = SampleCalls.Epoch,
        ExpiresAt = SampleCalls.Epoch + TimeSpan.FromMinutes(5),
        Transport = "udp",
        Source = new WireEndpoint(1, 5070),
    };

    private sealed class FailingStore : IBindingStore
    {
        public volatile bool Failing;

        public MemoryBindings Kept { get; } = new();

        public TaskCompletionSource Refused { get; } = new();

        public TaskCompletionSource Taken { get; } = new();

        public ValueTask<IReadOnlyList<Binding>> ListAsync(DateTimeOffset now, CancellationToken cancellation) => Kept.ListAsync(now, cancellation);

        public async ValueTask ApplyAsync(IReadOnlyList<Binding> saved, IReadOnlyList<BindingKey> removed, CancellationToken cancellation)
        {
            await Task.Yield();
            if (Failing)
            {
                Refused.TrySetResult();
                throw new StorageException(StorageFault.Unavailable, "It is away.");
            }

            await Kept.ApplyAsync(saved, removed, cancellation);
            Taken.TrySetResult();
        }
    }
}
