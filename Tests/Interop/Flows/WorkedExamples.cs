using System.Text.Json;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Flows;

/// <summary>The five worked examples on real calls, by baresip and SIPp; prompts are found in what the phones recorded. All callers but those of the queue call at the same time, and each test looks at one of them.</summary>
[Trait("Machine", "quiet")]
public sealed class WorkedExamples : IClassFixture<FlowHouse>
{
    private readonly FlowHouse _house;

    public WorkedExamples(FlowHouse house)
    {
        _house = house;
        house.Begin(ReceptionByKeyAsync, ReceptionBySpeechAsync, MailboxAsync, PinAsync, SurveyAsync, BrokenAsync);
    }

    [Fact]
    public Task The_reception_connects_with_a_registered_phone() => _house.Call(nameof(ReceptionByKeyAsync));

    [Fact]
    public Task The_reception_is_answered_by_speech_into_its_menu() => _house.Call(nameof(ReceptionBySpeechAsync));

    [Fact]
    public Task A_message_is_left_in_the_mailbox_and_confirmed_by_text() => _house.Call(nameof(MailboxAsync));

    [Fact]
    public Task A_PIN_is_checked_over_HTTP_and_a_change_of_the_flow_touches_no_call_that_runs() => _house.Call(nameof(PinAsync));

    [Fact]
    public Task A_survey_is_answered_by_SIPp_with_keys_in_INFO() => _house.Call(nameof(SurveyAsync));

    [Fact]
    public Task What_is_broken_is_said_and_the_caller_goes_on() => _house.Call(nameof(BrokenAsync));

    private const string Menu = "For sales press 1. For support press 2. To reach somebody by name press 3. Für Deutsch drücken Sie die 9.…";

    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1.5);

    private async Task ReceptionByKeyAsync()
    {
        var caller = await _house.CallsAsync(FlowHouse.Reception);
        await Task.Delay(TimeSpan.FromSeconds(7));
        await caller.Control.PressAsync('1');
        await _house.Anna.Control.EstablishedAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await caller.Control.HangUpAsync();
        await _house.Anna.Control.ClosedAsync();
        var heard = await FlowHouse.HeardByAsync(caller);
        await PromptJudge.HeardAsync(heard, "The caller", "Welcome to Example Systems.");
        Assert.True(ToneCheck.Of(heard, 700).Heard > TimeSpan.FromSeconds(1), "The caller did not hear Anna.");
    }

    private async Task ReceptionBySpeechAsync()
    {
        // Into the menu, a word that leads to the echo; then words that come back from there.
        var file = _house.Field.Work.File("support.wav");
        new WaveFile([.. new short[9 * 8000], .. await SpokenAsync("flite", "-voice", "rms", "-t", "support", "-o"), .. new short[7 * 8000], .. await SpokenAsync("espeak-ng", "-v", "en-us", "-s", "150", "It is my own voice that comes back.", "-w"), .. new short[60 * 8000]], 8000).Write(file);
        var caller = await _house.CallsAsync(FlowHouse.Reception, new BaresipPhone { User = "speaker", Microphone = file });
        await Task.Delay(TimeSpan.FromSeconds(21));
        await caller.Control.HangUpAsync();
        var heard = await FlowHouse.HeardByAsync(caller);
        await PromptJudge.HeardAsync(heard, "The caller", "Welcome to Example Systems.", Menu);
        var own = WaveFile.Read(file).Samples;
        PromptJudge.Heard(heard, "The caller", "his own voice", own[(15 * 8000)..]);
    }

    /// <summary>Words by a program that writes a file, at 8000 Hz.</summary>
    private async Task<short[]> SpokenAsync(string program, params string[] arguments)
    {
        var file = _house.Field.Work.File($"{Guid.NewGuid():N}.wav");
        Assert.IsType<ChildOutcome.Ended>(await new ChildPrograms(TimeProvider.System).RunAsync(new ChildRun(program, [.. arguments, file]), CancellationToken.None));
        Assert.True(WavReader.TryReadMono(await File.ReadAllBytesAsync(file), out var samples, out var rate, out var why), why.Sentence);
        return new PcmClip(samples, rate).At(8000).Samples.ToArray();
    }

    private async Task MailboxAsync()
    {
        var caller = await _house.CallsAsync(FlowHouse.Mailbox, new BaresipPhone { User = "+12065550177", ToneHertz = 400 });
        await Task.Delay(TimeSpan.FromSeconds(18));   // greeting, tone, message
        await caller.Control.PressAsync('#');
        await Task.Delay(TimeSpan.FromSeconds(3));
        await caller.Control.PressAsync('1');
        await caller.Control.ClosedAsync();
        await PromptJudge.HeardAsync(await FlowHouse.HeardByAsync(caller), "The caller", "Your message was saved. Shall I confirm it by text message? Press 1 for yes, 2 for no.…", "Goodbye.");
        var message = Assert.Single(Directory.EnumerateFiles(Path.Combine(_house.Gateway.DataFolder, "recordings", "voicemail"), "*.wav", SearchOption.AllDirectories));
        Assert.True(ToneCheck.Of(WaveFile.Read(message), 400).Heard > TimeSpan.FromSeconds(2));
        Assert.Contains("+12065550177", await _house.Gateway.CommandAsync("messages"), StringComparison.Ordinal);
    }

    private async Task PinAsync()
    {
        var before = await _house.CallsAsync(FlowHouse.Pin);
        await Task.Delay(s_moment);
        var loaded = _house.Gateway.Process.Log.Split("call flows in").Length - 1;
        var file = Path.Combine(_house.Folder, "pin-check.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Please enter your PIN of four digits.", "Kindly type the secret code.", StringComparison.Ordinal));
        await _house.SaysAsync("call flows in", loaded + 1);
        var after = await _house.CallsAsync(FlowHouse.Pin, new BaresipPhone { User = "after" });
        await Task.Delay(TimeSpan.FromSeconds(3));
        await Task.WhenAll(TypesAsync(before, "1234560000"), TypesAsync(after, "123456"));
        await Task.Delay(s_moment);
        await TypesAsync(after, "4711");
        await Task.Delay(TimeSpan.FromSeconds(4));
        await TypesAsync(before, "4711");
        await Task.WhenAll(before.Control.ClosedAsync(), after.Control.ClosedAsync());
        var (old, fresh) = (await FlowHouse.HeardByAsync(before), await FlowHouse.HeardByAsync(after));
        await PromptJudge.HeardAsync(old, "Who called before", "Please enter your account number of six digits.", "The PIN is not right.", "Please enter your PIN of four digits.…", "Hello Mary Jones. Your balance is 12.5 dollars.", "Goodbye.");
        await PromptJudge.HeardAsync(fresh, "Who called after", "Please enter your account number of six digits.…", "Kindly type the secret code.…", "Hello Mary Jones. Your balance is 12.5 dollars.", "Goodbye.");
        await PromptJudge.NotHeardAsync(old, "Who called before", "Kindly type the secret code.");
    }

    private async Task SurveyAsync()
    {
        var sipp = await _house.SippAsync(new SippRun("uac-survey") { Remote = _house.Gateway.Address, Called = FlowHouse.Survey, Caller = "+12065550188" });
        await sipp.SucceedsAsync();
        await Until.TrueAsync(() => { lock (_house.Asked) return _house.Asked.Exists(static asked => asked.Path == "/surveys"); }, TimeSpan.FromSeconds(10), () => "The answers were not sent.");
        string body;
        lock (_house.Asked) body = _house.Asked.First(static asked => asked.Path == "/surveys").Body;
        var answers = JsonDocument.Parse(body).RootElement;
        Assert.Equal((4, 1, 5), (answers.GetProperty("rating").GetInt32(), answers.GetProperty("solved").GetInt32(), answers.GetProperty("friendly").GetInt32()));
    }

    private async Task BrokenAsync()
    {
        var caller = await _house.CallsAsync(FlowHouse.Broken);
        foreach (var key in "12345")
        {
            await Task.Delay(s_moment);
            await caller.Control.PressAsync(key);
            await Task.Delay(TimeSpan.FromSeconds(4.5));
        }
        await caller.Control.HangUpAsync();
        var sorry = Enumerable.Repeat("That did not work. Please try another one.", 5).ToArray();
        await PromptJudge.HeardAsync(await FlowHouse.HeardByAsync(caller), "The caller", sorry);
    }

    [Fact]
    public async Task A_caller_of_the_queue_is_called_back_by_a_gateway_that_was_killed_in_between()
    {
        await _house.AllCallsAsync();   // the gateway is going to be killed
        await _house.RegistersAsync("anna", "demo-anna", 700);
        var customer = await _house.RegistersAsync(FlowHouse.CustomerNumber, "customer", 900);
        await _house.Gateway.CommandAsync("queues", "agent", "support", "anna", "pause");
        await customer.Control.DialAsync($"sip:{FlowHouse.Queue}@{_house.Gateway.Address}");
        await customer.Control.EstablishedAsync();
        await Task.Delay(TimeSpan.FromSeconds(6));
        await customer.Control.PressAsync('1');
        await Task.Delay(s_moment);
        await customer.Control.PressAsync('1');
        await customer.Control.ClosedAsync();
        Assert.Contains("callback", await _house.Gateway.CommandAsync("queues", "support"), StringComparison.Ordinal);

        var calls = customer.Control.Count("CALL_ESTABLISHED");
        _house.Gateway.Kill();
        await _house.Gateway.RunAsync();
        Assert.Contains("Paused", await _house.Gateway.CommandAsync("queues", "support"), StringComparison.Ordinal);
        await _house.Gateway.CommandAsync("queues", "agent", "support", "anna", "resume");
        await Until.TrueAsync(() => customer.Control.Count("CALL_ESTABLISHED") > calls, TimeSpan.FromSeconds(30), () => $"The customer was not called back. Log:\n{_house.Gateway.Process.Log}");
        await Task.Delay(TimeSpan.FromSeconds(9));
        await customer.Control.HangUpAsync();
        await Until.TrueAsync(async () => (await _house.Gateway.CommandAsync("queues", "support")).Contains("served", StringComparison.Ordinal), TimeSpan.FromSeconds(15), () => "The callback was not served.");
        var heard = await FlowHouse.HeardByAsync(customer);
        await PromptJudge.HeardAsync(heard, "The customer", "Thank you for calling support.", "You are number 1 in the queue. The wait is about 0 minutes. Press 1 to be called back.…", "We call you back when it is your turn.", "This is the support of Example Systems, which calls you back.");
        Assert.True(ToneCheck.Of(heard, 700).Heard > TimeSpan.FromSeconds(1), "The customer did not hear Anna.");
    }

    private static async Task TypesAsync(Baresip phone, string keys)
    {
        foreach (var key in keys) await phone.Control.PressAsync(key);
        await Task.Delay(TimeSpan.FromSeconds(1));
    }
}
