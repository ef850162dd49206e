using Telephony.Domain.Identity;
using Telephony.Domain.Repeatability;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of repeatable requests does.</summary>
public abstract class RepeatabilityStoreContract : StoreContract<IRepeatabilityStore>
{
    private static readonly RepeatableAnswer s_answer = new(201, "application/json", ["x-a", "ä"], [1, 2, 3]);

    [Fact]
    public async Task One_of_many_that_ask_at_once_is_granted()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(Request("a")).AsTask()));

        Assert.Single(claims, static claim => claim is RepeatabilityClaim.Granted);
        Assert.Equal(7, claims.Count(claim => claim is RepeatabilityClaim.Begun begun && begun.At == Clock.GetUtcNow()));
    }

    [Fact]
    public async Task What_was_answered_is_answered_the_same()
    {
        await ClaimAsync(Request("a"));
        await Store.CompleteAsync(Request("a"), s_answer, default);
        var again = Assert.IsType<RepeatabilityClaim.Answered>(await ClaimAsync(Request("a"))).Answer;

        Assert.Equal((s_answer.Status, s_answer.ContentType), (again.Status, again.ContentType));
        Assert.Equal(s_answer.Headers, again.Headers);
        Assert.Equal(s_answer.Body, again.Body);
    }

    [Fact]
    public async Task Another_request_of_the_id_is_told_apart_and_another_ones_id_is_another()
    {
        await ClaimAsync(Request("a"));

        Assert.IsType<RepeatabilityClaim.Different>(await ClaimAsync(Request("a") with { Fingerprint = new byte[32] }));
        Assert.IsType<RepeatabilityClaim.Granted>(await ClaimAsync(Request("a") with { Scope = "8:acs:somebody" }));
        Assert.IsType<RepeatabilityClaim.Granted>(await ClaimAsync(Request("a") with { Resource = ResourceId.Parse("other") }));
        Assert.IsType<RepeatabilityClaim.Granted>(await ClaimAsync(Request("A")));
    }

    [Fact]
    public async Task A_released_one_is_new_and_an_answered_one_stays()
    {
        await ClaimAsync(Request("a"));
        await Store.ReleaseAsync(Request("a"), default);
        Assert.IsType<RepeatabilityClaim.Granted>(await ClaimAsync(Request("a")));
        await Store.CompleteAsync(Request("a"), s_answer, default);
        await Store.ReleaseAsync(Request("a"), default);
        Assert.IsType<RepeatabilityClaim.Answered>(await ClaimAsync(Request("a")));
    }

    [Fact]
    public async Task Old_ones_are_forgotten()
    {
        for (var i = 0; i < 1001; i++) await ClaimAsync(Request($"old-{i}"));
        Clock.Advance(TimeSpan.FromHours(1));
        await ClaimAsync(Request("young"));

        Assert.Equal(1001, await Store.DeleteBeforeAsync(Clock.GetUtcNow(), default));
        Assert.IsType<RepeatabilityClaim.Begun>(await ClaimAsync(Request("young")));
        Assert.IsType<RepeatabilityClaim.Granted>(await ClaimAsync(Request("old-7")));
    }

    private ValueTask<RepeatabilityClaim> ClaimAsync(RepeatableRequest request) => Store.ClaimAsync(request, Clock.GetUtcNow(), default);

    private static RepeatableRequest Request(string id) => new(ResourceId.Default, "", id, [.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);
}
