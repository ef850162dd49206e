using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Expressions;

/// <summary>An expression that threw, or went past a limit. The message is a sentence for the designer.</summary>
public sealed class ExpressionException(string message) : Exception(message);

/// <summary>
/// Runs expressions within hard limits: statements (the same on every machine), memory, depth, and a time that only a runaway reaches. The interpreters are kept and used again:
/// what a script could leave in one is frozen before the first, and one that broke a limit is thrown away. Any thread.
/// </summary>
internal sealed class ScriptRunner
{
    public const int MostStatements = 20_000;

    /// <summary>Of a text, or of a list or object as JSON.</summary>
    public const int LongestValue = 64 * 1024;

    private const long MostBytes = 16 * 1024 * 1024;

    /// <summary>A single built-in can multiply texts without a statement in between: each of those is measured first.</summary>
    private const string Prelude = """
        (function () {
          'use strict';
          const most = 65536, S = String.prototype, A = Array.prototype;
          const { repeat, padStart, padEnd, replace, replaceAll } = S, { join } = A, stringify = JSON.stringify;
          const limit = n => { if (!(n <= most)) throw new RangeError('a text of more than 65536 characters'); };
          const weigh = (v, depth) => {
            if (typeof v === 'string') return v.length + 2;
            if (typeof v !== 'object' || v === null) return 8;
            if (depth > 30) throw new RangeError('a value that is nested too deeply');
            let sum = 2;
            for (const key of Object.keys(v)) { sum += key.length + weigh(v[key], depth + 1); limit(sum); }
            return sum;
          };
          S.repeat = function (n) { limit(this.length * n); return repeat.call(this, n); };
          S.padStart = function (n, s) { limit(n); return padStart.call(this, n, s); };
          S.padEnd = function (n, s) { limit(n); return padEnd.call(this, n, s); };
          const guarded = f => function (what, by) {
            if (typeof by === 'function') {
              let sum = this.length;
              return f.call(this, what, (...found) => { const made = String(by(...found)); sum += made.length; limit(sum); return made; });
            }
            limit((this.length + 1) * (String(by).length + 1) / 16);
            return f.call(this, what, by);
          };
          S.replace = guarded(replace);
          S.replaceAll = guarded(replaceAll);
          A.join = function (s) { const by = s === undefined ? ',' : String(s); let sum = 0; for (const x of this) { sum += weigh(x, 0) + by.length; limit(sum); } return join.call(this, by); };
          JSON.stringify = function (v, r, i) { weigh(v, 0); return stringify(v, r, i); };
          Math.random = function () { throw new Error('chance is not for flows: they give the same answer every time'); };
          for (const it of [Object, Function, Array, String, Number, Boolean, RegExp, Map, Set, Error, RangeError, TypeError]) { Object.freeze(it.prototype); Object.freeze(it); }
          Object.freeze(Math); Object.freeze(JSON);
          return function (v) {
            if (typeof v === 'function' || typeof v === 'symbol' || typeof v === 'bigint') throw new TypeError('a ' + typeof v + ' is no value for a variable');
            if (typeof v === 'string') limit(v.length);
            return typeof v === 'object' && v !== null ? [JSON.stringify(v)] : v;
          };
        })()
        """;

    private static readonly Prepared<Acornima.Ast.Script> PreparedPrelude = Jint.Engine.PrepareScript(Prelude);

    /// <summary>Kept for the process: a pure function's memory, so to say.</summary>
    public static readonly ScriptRunner Shared = new();

    private readonly ConcurrentBag<Interpreter> _idle = [];

    /// <summary>The value, and those of <see cref="Expression.Assigned"/>.</summary>
    /// <exception cref="ExpressionException">It threw, or went past a limit.</exception>
    public FlowValue[] Run(Expression expression, IFlowScope scope)
    {
        if (!_idle.TryTake(out var interpreter)) interpreter = new Interpreter();
        try
        {
            var values = interpreter.Run(expression, scope);
            _idle.Add(interpreter);
            return values;
        }
        catch (Jint.Runtime.JavaScriptException thrown)
        {
            _idle.Add(interpreter);
            throw new ExpressionException(thrown.Message.TrimEnd('.'));
        }
        catch (Exception limit) when (limit is Jint.Runtime.StatementsCountOverflowException or Jint.Runtime.MemoryLimitExceededException or Jint.Runtime.RecursionDepthOverflowException or TimeoutException
            or InsufficientExecutionStackException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new ExpressionException($"it was stopped: {limit.Message.TrimEnd('.')}");
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "It holds memory and nothing else.")]
    private sealed class Interpreter
    {
        private readonly Jint.Engine _engine = new(static options =>
        {
            options.Strict().MaxStatements(MostStatements).LimitMemory(MostBytes).LimitRecursion(64).TimeoutInterval(TimeSpan.FromMilliseconds(250)).DisableStringCompilation();
            options.RegexTimeoutInterval(TimeSpan.FromMilliseconds(50));
            options.Constraints.MaxArraySize = 10_000;
        });

        private readonly JsValue _pack;
        private readonly ConditionalWeakTable<Expression, JsValue> _functions = [];

        public Interpreter() => _pack = _engine.Evaluate(PreparedPrelude);

        public FlowValue[] Run(Expression expression, IFlowScope scope)
        {
            if (!_functions.TryGetValue(expression, out var function)) _functions.Add(expression, function = _engine.Evaluate(expression.Script));
            var arguments = new object[expression.Names.Count + 1];
            arguments[0] = _pack;
            for (var i = 1; i < arguments.Length; i++) arguments[i] = In(scope[expression.Names[i - 1]]);
            var packed = _engine.Invoke(function, arguments).AsArray();
            var values = new FlowValue[packed.Length];
            for (var i = 0; i < values.Length; i++) values[i] = Out(packed[(uint)i]);
            return values;
        }

        private JsValue In(FlowValue value) => value.Kind switch
        {
            FlowValueKind.Text => new JsString(value.ToString()),
            FlowValueKind.Number => JsNumber.Create(value.Number),
            FlowValueKind.Boolean => value.IsTrue ? JsBoolean.True : JsBoolean.False,
            FlowValueKind.Json => new JsonParser(_engine).Parse(value.ToString()),
            _ => JsValue.Null,
        };

        private static FlowValue Out(JsValue value) =>
            value.IsString() ? FlowValue.Of(value.AsString())
            : value.IsNumber() ? FlowValue.Of(value.AsNumber())
            : value.IsBoolean() ? FlowValue.Of(value.AsBoolean())
            : value.IsArray() ? FlowValue.OfJson(value.AsArray()[0].AsString())
            : FlowValue.Nothing;
    }
}
