{#- Of rows with running sums down a column (`total`, and `total_slack` of what roundings may come to): the row
    at which the sum of what follows a row first reaches that row's amount, if it does not go past it. An asof
    join, which a recursive query cannot make. -#}
{% macro sums_reached(heads, running) -%}
select distinct
    group_id,
    place_no,
    last_no
from (
    select
        *,
        last_value(case when not is_head then place_no end ignore nulls) over downwards as last_no,
        last_value(case when not is_head then bound end ignore nulls) over downwards as last_bound
    from (
        select
            group_id,
            slot_no,
            false as is_head,
            total + total_slack as reach,
            min(total - total_slack) as bound,
            min(place_no) as place_no
        from {{ running }}
        group by all
        union all
        select
            group_id,
            slot_no,
            true as is_head,
            total + total_slack + printed_number - 2 * half_unit as reach,
            total - total_slack + printed_number + 2 * half_unit as bound,
            place_no
        from {{ heads }}
    )
    window downwards as (partition by group_id, slot_no order by reach desc, is_head asc)
)
where is_head and last_bound <= bound and last_no > place_no
{%- endmacro %}

{#- Of those, the sums that hold in all columns but few and that no code contradicts, with what tells how far they
    are to be believed. One row alone under another is a sum only where that is tried, or where a row without a
    code stands over one with a code, a unit over its only project. -#}
{% macro sums_held(reached, heads, running) -%}
select
    group_id,
    place_no,
    last_no,
    count(*) filter (where holds and is_printed) as held_count,
    max(part_count) as part_count,
    bool_or(is_unfinished) as is_unfinished,
    bool_or(is_doubtful) as is_doubtful
from (
    select
        reached.group_id,
        reached.place_no,
        reached.last_no,
        running.slot_no,
        abs(sum(case when running.place_no > head.place_no then 1 else -1 end * running.printed_number))
        <= sum(running.slack) as holds,
        bool_or(running.place_no = head.place_no and running.printed_number <> 0) as is_printed,
        count(*) filter (where running.place_no > head.place_no and running.printed_number <> 0) as part_count,
        bool_or(
            (running.kind = 'total' and running.place_no > head.place_no)
            or (running.kind = 'unit' and head.code is not null)
            or coalesce(not starts_with(running.code, head.code), false)
        ) as contradicts,
        bool_or(
            running.place_no > head.place_no
            and (
                starts_with(head.reading, 'alone')
                or (starts_with(head.reading, 'alternating') and running.part_count is distinct from 1)
                or (head.code is null and running.code is not null)
                or (head.kind = 'unit' and running.kind <> 'unit')
            )
        ) as may_be_alone,
        -- whether the part can add up rows after it: not if it does already, or the next is more than it
        bool_or(
            running.place_no > head.place_no
            and running.part_count is null
            and abs(running.next_number) <= abs(running.printed_number)
        ) as is_unfinished,
        -- whether the last part may add up what follows
        bool_or(
            running.place_no = reached.last_no
            and running.part_count is null
            and running.printed_number <> 0
            and case
                when ends_with(head.reading, 'patient') then abs(running.next_number) <= abs(running.printed_number)
                else starts_with(head.reading, 'al') and running.next_number = running.printed_number
            end
        ) as is_doubtful
    from {{ reached }} as reached
    inner join (select distinct group_id, place_no, reading, kind, code from {{ heads }}) as head
        on {{ same_by('reached', 'head', 'group_id', 'place_no') }}
    inner join {{ running }} as running
        on
            reached.group_id = running.group_id
            and running.place_no between reached.place_no and reached.last_no
    group by reached.group_id, reached.place_no, reached.last_no, running.slot_no
)
group by group_id, place_no, last_no
having
    count(*) filter (where holds and is_printed) >= greatest(1, 3 * count(*) filter (where not holds))
    and max(part_count) >= case when bool_or(may_be_alone) then 1 else 2 end
    and not bool_or(contradicts)
{%- endmacro %}
