using Telephony.TestCalls.Scripts;
using Xunit;

namespace Telephony.Unit.TestCalls;

/// <summary>Scripts of calls, line by line.</summary>
public sealed class CallScriptReaderTests
{
    [Fact]
    public void A_script_is_calls_of_steps()
    {
        var calls = CallScriptReader.Read(
            """
            // for all of them
            to +12025550102
            from +12025550199
            header X-Case: 4711

            call: by key
            expect: Welcome | Good day
            expect within 20s: Press 1
            1
            !23#
            say: hello there
            expect tone 440 for 1.5s
            expect silence 2s
            expect over

            call: refused
            to +12025550109
            language de-DE
            expect ringing
            expect refused 486
            hang up
            """);
        Assert.Equal(2, calls.Count);
        Assert.Equal(("by key", "+12025550102", "+12025550199", null), (calls[0].Name, calls[0].To, calls[0].From, calls[0].Language));
        Assert.Equal(new("X-Case", "4711"), Assert.Single(calls[0].Headers));
        var steps = calls[0].Steps;
        Assert.Equal(["Welcome", "Good day"], Assert.IsType<ScriptStep.ExpectWords>(steps[0]).Words);
        Assert.Equal((8, TimeSpan.FromSeconds(20)), (steps[1].Line, Assert.IsType<ScriptStep.ExpectWords>(steps[1]).Within));
        Assert.Equal(("1", false), (Assert.IsType<ScriptStep.Press>(steps[2]).Keys, ((ScriptStep.Press)steps[2]).AtOnce));
        Assert.Equal(("23#", true), (Assert.IsType<ScriptStep.Press>(steps[3]).Keys, ((ScriptStep.Press)steps[3]).AtOnce));
        Assert.Equal("hello there", Assert.IsType<ScriptStep.Say>(steps[4]).Words);
        Assert.Equal((440, TimeSpan.FromSeconds(1.5)), (Assert.IsType<ScriptStep.ExpectTone>(steps[5]).FrequencyHz, ((ScriptStep.ExpectTone)steps[5]).AtLeast));
        Assert.IsType<ScriptStep.ExpectSilence>(steps[6]);
        Assert.IsType<ScriptStep.ExpectOver>(steps[7]);
        Assert.Equal(("+12025550109", "de-DE"), (calls[1].To, calls[1].Language));
        Assert.Equal(486, Assert.IsType<ScriptStep.ExpectRefused>(calls[1].Steps[1]).Status);
    }

    [Theory]
    [InlineData("", "no call")]
    [InlineData("1\n", "Line 1")]
    [InlineData("call: x\n1", "whom")]
    [InlineData("to 1\ncall: x\ndance", "Line 3")]
    [InlineData("to 1\ncall: x\nexpect node: menu", "simulate")]
    [InlineData("to 1\ncall: x\nwait long", "Line 3: \"long\" is no time")]
    [InlineData("to 1\ncall: x\nwait 1h", "Line 3")]
    [InlineData("to 1\ncall: x\nexpect tone loud", "Line 3: \"loud\" is no number")]
    [InlineData("to 1\ncall: x\nexpect joy", "Line 3")]
    [InlineData("to 1\ncall: x\nexpect within 5s", "Line 3")]
    [InlineData("to 1\ncall: x\nexpect", "Line 3")]
    public void A_mistake_names_its_line(string script, string sentence)
    {
        var wrong = Assert.Throws<FormatException>(() => CallScriptReader.Read(script));
        Assert.Contains(sentence, wrong.Message, StringComparison.OrdinalIgnoreCase);
    }
}
