using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Storage.Bindings;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;
using Telephony.Storage.Records;
using Telephony.Storage.Routing;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>Two gateways on one PostgreSQL database.</summary>
public sealed class SharedDatabaseTests : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private Database _alpha = null!;
    private Database _beta = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.OpenAsync(StorageProvider.Postgres);
        (_alpha, _beta) = (await _test.OpenAgainAsync("alpha"), await _test.OpenAgainAsync("beta"));
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Each_lists_the_calls_of_both_and_closes_its_own()
    {
        var (alpha, beta) = (new CallRecordStore(_alpha, TimeProvider.System), new CallRecordStore(_beta, TimeProvider.System));
        await alpha.IngestAsync([SampleCalls.Started(1)]);
        await beta.IngestAsync([SampleCalls.Started(2), SampleCalls.Whole(3)]);

        Assert.Equal([SampleCalls.Id(3), SampleCalls.Id(2), SampleCalls.Id(1)], (await alpha.ListAsync(ResourceId.Default, new CallQuery())).Records.Select(static call => call.Id));
        Assert.Equal([SampleCalls.Id(1)], (await alpha.ListOpenAsync()).Select(static call => call.Id));
        Assert.Equal([SampleCalls.Id(2)], (await beta.ListOpenAsync()).Select(static call => call.Id));
    }

    [Fact]
    public async Task A_change_of_numbers_by_one_is_seen_by_the_other()
    {
        var (alpha, beta) = (new NumberStore(_alpha), new NumberStore(_beta));
        var before = await beta.VersionAsync(default);
        await alpha.UpsertAsync([new NumberRecord { Range = NumberRange.Of(PhoneNumber.Parse("+14255550100")), Destination = Destination.Echo.Instance }], default);

        Assert.True(await beta.VersionAsync(default) > before);
        Assert.Single(await beta.ListAsync(null, default));
    }

    [Fact]
    public async Task A_change_of_routing_by_one_is_heard_by_the_other()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (alpha, beta) = (new SipRoutingStore(_alpha), new SipRoutingStore(_beta));
        var (ready, heard) = (new TaskCompletionSource(), new TaskCompletionSource());
        var follows = beta.FollowAsync(
            async () =>
            {
                if (!ready.TrySetResult() && (await beta.ListAsync(default)).Count == 1) heard.TrySetResult();
            },
            end.Token);
        await ready.Task.WaitAsync(end.Token);      // the first call is the beginning
        Assert.True(await alpha.ReplaceAsync(new ResourceRouting { Resource = ResourceId.Default, Version = 1 }, default));
        await heard.Task.WaitAsync(end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follows);
    }

    [Fact]
    public async Task Of_numbers_that_overlap_one_gateway_gets_through_however_close_they_come()
    {
        NumberStore[] stores = [new(_alpha), new(_beta)];
        for (var round = 0; round < 20; round++)
        {
            var from = 14_255_550_000UL + ((ulong)round * 10);
            var outcomes = await Task.WhenAll(stores.Select((store, which) => Task.Run(async () => await store.UpsertAsync([Block(from + (ulong)which, from + 5 + (ulong)which)], default))));
            Assert.Single(outcomes.OfType<NumberWriteOutcome.Saved>());
        }
    }

    [Fact]
    public async Task A_registration_belongs_to_the_gateway_it_came_to_last()
    {
        var (alpha, beta) = (new BindingStore(_alpha), new BindingStore(_beta));
        await alpha.ApplyAsync([Made("4711"), Made("4712")], [], default);
        await beta.ApplyAsync([Made("4711")], [], default);
        await alpha.ApplyAsync([], [Made("4711").Key], default);       // it has run out there, and is alive at the other

        Assert.Equal(["4712"], (await alpha.ListAsync(SampleCalls.Epoch, default)).Select(static binding => binding.Aor));
        Assert.Equal(["4711"], (await beta.ListAsync(SampleCalls.Epoch, default)).Select(static binding => binding.Aor));
    }

    private static NumberRecord Block(ulong first, ulong last)
    {
        Assert.True(PhoneNumber.TryFromDigits(first, out var from) & PhoneNumber.TryFromDigits(last, out var to));
        Assert.True(NumberRange.TryCreate(from, to, out var range, out var why), why);
        return new NumberRecord { Range = range, Destination = Destination.Echo.Instance };
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
        Source = new WireEndpoint(new UInt128(1, 2), 5070),
    };
}
