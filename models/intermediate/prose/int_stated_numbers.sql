-- Every number printed in a paragraph, with what its unit makes it: money, percent, count, unchanged
-- (持平, a figure said without a number) are figures; date, ordinal, reference, threshold,
-- range (2-3次) and bare are not. Row 0 of a paragraph holds the text before its first number.
with paragraphs as (

    select *
    from {{ ref('int_paragraphs') }}
    where is_prose and regexp_matches(paragraph, {{ number_pattern() }})

),

-- a number stands between the characters 1 and 2; the text before the first number is piece 0
split_up as (

    select
        document_id,
        paragraph_no,
        string_split(regexp_replace(paragraph, {{ number_pattern() }}, chr(1) || '\0' || chr(2), 'g'), chr(1)) as pieces
    from paragraphs

),

pieces as (

    select
        document_id,
        paragraph_no,
        unnest(range(len(pieces))) as number_no,
        unnest(pieces) as piece
    from split_up

),

placed as (

    select
        *,
        case when number_no > 0 then split_part(piece, chr(2), 1) end as printed_text,
        case when number_no > 0 then split_part(piece, chr(2), 2) else piece end as text_after,
        lag(split_part(piece, chr(2), -1)) over in_order as text_before,
        coalesce(sum(length(replace(piece, chr(2), ''))) over until_here, 0)::integer as begins_at
    from pieces
    window
        in_order as (partition by document_id, paragraph_no order by number_no),
        until_here as (
            partition by document_id, paragraph_no order by number_no
            rows between unbounded preceding and 1 preceding
        )

),

-- what stands around numbers recurs, so each surrounding is looked at once
surroundings as (

    select distinct
        left(text_after, 16) as beginning_after,
        right(text_before, 1) as end_before
    from placed
    where regexp_matches(printed_text, '^[-0-9]')

),

-- the longest unit is the right one: 批次 before 批, 万元以上 before 万元
measured as (

    select
        surroundings.*,
        units.unit,
        units.kind,
        units.factor,
        regexp_extract(surroundings.beginning_after, '^(?:' || units.after_pattern || ')') as unit_text
    from surroundings
    inner join {{ ref('stated_units') }} as units
        on
            regexp_matches(surroundings.beginning_after, '^(?:' || units.after_pattern || ')')
            and (units.before_pattern is null or regexp_matches(surroundings.end_before, units.before_pattern))
    qualify row_number() over (
        partition by surroundings.beginning_after, surroundings.end_before
        order by units.before_pattern is not null desc, length(unit_text) desc, units.unit asc
    ) = 1

),

typed as (

    select
        placed.*,
        measured.unit,
        measured.factor,
        regexp_replace(coalesce(measured.unit_text, ''), '[,;。)、(以]$', '') as unit_text,
        case
            when placed.number_no = 0 then 'opening'
            when starts_with(placed.printed_text, '-') and placed.text_before = '' and placed.number_no > 1
                then 'range'
            -- more digits than any amount has, a rate of millions of percent: a key, or a slip
            when length(regexp_extract(placed.printed_text, '^-?([0-9,]+)', 1)) > if(measured.kind = 'percent', 6, 19)
                then 'bare'
            when regexp_matches(placed.printed_text, '[0-9]') then coalesce(measured.kind, 'bare')
            else 'unchanged'
        end as kind
    from placed
    left join measured
        on
            left(placed.text_after, 16) = measured.beginning_after
            and right(placed.text_before, 1) = measured.end_before
            and regexp_matches(placed.printed_text, '^[-0-9]')

),

figures as (

    select
        *,
        kind in ('money', 'percent', 'count', 'unchanged') as is_figure
    from typed

)

select * from figures
