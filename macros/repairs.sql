{#- What happened to a run of digits, named as a typist would name it; null for nothing that simple.
    Both are whole numbers in the last printed place, as text. -#}
{% macro kind_of_slip(was, needed) -%}
    case
        when {{ needed }} = '-' || {{ was }} or {{ was }} = '-' || {{ needed }} then 'sign'
        when {{ needed }} = {{ was }} || '0000' or {{ was }} = {{ needed }} || '0000' then 'factor_10000'
        when
            {{ was }} <> '0' and {{ needed }} <> '0'
            and (
                regexp_full_match({{ needed }}, {{ was }} || '0{1,3}')
                or regexp_full_match({{ was }}, {{ needed }} || '0{1,3}')
            )
            then 'decimal_point'
        when length({{ was }}) < 2 or length({{ needed }}) < 2 then null
        when length({{ was }}) = length({{ needed }}) and hamming({{ was }}, {{ needed }}) = 1 then 'one_digit'
        when
            length({{ was }}) = length({{ needed }})
            and hamming({{ was }}, {{ needed }}) = 2
            and damerau_levenshtein({{ was }}, {{ needed }}) = 1
            then 'swapped_digits'
        when levenshtein({{ was }}, {{ needed }}) = 1 and length({{ was }}) > length({{ needed }}) then 'digit_too_many'
        when levenshtein({{ was }}, {{ needed }}) = 1 then 'digit_left_out'
    end
{%- endmacro %}

{#- A number as it would be printed: separators of thousands, so many decimals. -#}
{% macro as_printed(number, decimals) -%}
    format('{:,.{}f}', ({{ number }})::double, ({{ decimals }})::integer)
{%- endmacro %}
