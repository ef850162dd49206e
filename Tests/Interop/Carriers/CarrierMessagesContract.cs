using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>What every carrier of messages does, against a far side that is not ours.</summary>
public abstract class CarrierMessagesContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly MessageAddress Us = MessageAddress.Of(PhoneNumber.Parse("+12025550100"));

    protected RememberingSink Sink { get; } = new();

    protected abstract Task<IFarSide> StartAsync();

    [Theory]
    [InlineData("Hello")]
    [InlineData("Grüße, ¿qué tal? [€]")]
    [InlineData("こんにちは 😀")]
    public async Task A_message_arrives_as_it_was_written(string text)
    {
        await using var far = await StartAsync();

        var accepted = Assert.IsType<SendOutcome.Accepted>(await SendAsync(far, "+14255550190", text));

        Assert.NotEmpty(accepted.CarrierIds);
        Assert.Equal(new TakenMessage("+12025550100", "+14255550190", text), Assert.Single(await far.TakenAsync()));
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog. ", 9)]
    [InlineData("いろはにほへと ", 30)]
    public async Task A_long_message_arrives_whole(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));
        await using var far = await StartAsync();

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(far, "+14255550190", text));

        Assert.Equal(text, Assert.Single(await far.TakenAsync()).Text);
    }

    [Fact]
    public async Task A_refusal_has_a_code_and_is_final()
    {
        await using var far = await StartAsync();

        var refused = Assert.IsType<SendOutcome.Refused>(await SendAsync(far, "+14255550101", "Hello"));

        Assert.NotEmpty(refused.Code);
        Assert.Empty(await far.TakenAsync());
    }

    [Fact]
    public async Task A_carrier_that_asks_for_rest_has_not_taken_it()
    {
        await using var far = await StartAsync();

        var outcome = Assert.IsType<SendOutcome.NotTaken>(await SendAsync(far, "+14255550102", "Hello"));

        Assert.True(outcome.After > TimeSpan.Zero);
        Assert.Empty(await far.TakenAsync());
    }

    [Fact]
    public async Task Silence_and_a_lost_connection_are_unknown_never_failed()
    {
        await using var far = await StartAsync();

        Assert.IsType<SendOutcome.Unknown>(await SendAsync(far, "+14255550103", "Hello"));
        Assert.IsType<SendOutcome.Unknown>(await SendAsync(far, "+14255550104", "Hello"));
    }

    [Fact]
    public async Task A_report_names_the_message_by_the_id_it_was_taken_under()
    {
        await using var far = await StartAsync();

        var accepted = Assert.IsType<SendOutcome.Accepted>(await SendAsync(far, "+14255550190", "Hello"));
        await Until.TrueAsync(() => Sink.Reports.Any(static report => report.IsFinal), Soon, static () => "No final report came.");

        var report = Sink.Reports.First(static report => report.IsFinal);
        Assert.Equal((far.Adapter.Carrier, DeliveryState.Delivered), (report.Carrier, report.State));
        Assert.Equal(accepted.CarrierIds[0], report.CarrierId);
    }

    [Fact]
    public async Task A_message_from_the_network_reaches_the_sink()
    {
        await using var far = await StartAsync();

        await far.DeliverAsync("+14255550150", "+12025550100", "Ja bitte, €5");
        await Until.TrueAsync(() => Sink.Messages.Count > 0, Soon, static () => "No message came.");

        var message = Assert.Single(Sink.Messages);
        Assert.Equal(("+14255550150", "+12025550100", "Ja bitte, €5"), (message.From.Text, message.To.Text, message.Text));
    }

    [Fact]
    public async Task What_could_not_be_stored_is_not_acknowledged_and_comes_again()
    {
        await using var far = await StartAsync();
        Sink.FailNext(1);

        await far.DeliverAsync("+14255550150", "+12025550100", "Once more");
        await Until.TrueAsync(() => Sink.Messages.Count > 0, Soon, static () => "The message did not come again.");

        Assert.Equal("Once more", Assert.Single(Sink.Messages).Text);
    }

    [Fact]
    public async Task Without_the_far_side_nothing_is_taken_and_a_sentence_says_why()
    {
        await using var far = await StartAsync();
        await far.DisappearAsync();

        var outcome = await SendAsync(far, "+14255550190", "Hello");

        var notTaken = Assert.IsType<SendOutcome.NotTaken>(outcome);
        Assert.NotEmpty(notTaken.Why);
    }

    internal static async Task<SendOutcome> SendAsync(IFarSide far, string to, string text) => await far.Adapter.SendAsync(
        new OutboundMessage { Id = MessageId.New(TimeProvider.System), From = Us, To = PhoneNumber.Parse(to), Text = text }, TestContext.Current.CancellationToken);
}
